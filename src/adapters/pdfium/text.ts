import type { PageBox, PageLine } from '#ports';
import type { Loan, Pdfium } from './library.ts';
import type { View } from './view.ts';

/** Characters of a page that are looked at; a page of a newspaper has 30,000. */
const mostCharacters = 200_000;
/** Of a line; what is longer goes on in another one. */
const mostInLine = 2000;
const longestNameBytes = 256;

type Word = { text: string; box: PageBox };

/** Lines of text of a loaded page, in its order. A word that a hyphen breaks stays broken. */
export function linesOf(library: Pdfium, page: number, view: View, loan: Loan): readonly PageLine[] {
  const text = library.FPDFText_LoadPage(page);
  if (text === 0) return [];
  const lines = gatherLines(library, text, view, loan);
  library.FPDFText_ClosePage(text);
  return lines;
}

function gatherLines(library: Pdfium, text: number, view: View, loan: Loan): readonly PageLine[] {
  const { getValue } = library.pdfium;
  const room = loan.room(longestNameBytes);
  const lines: PageLine[] = [];
  let words: Word[] = [];
  let word: Word | undefined;
  let first = 0;
  const endWord = (): void => {
    if (word) words.push(word);
    word = undefined;
  };
  const endLine = (): void => {
    endWord();
    if (words.length > 0) lines.push({ text: words.map((one) => one.text).join(' '), box: words.map(({ box }) => box).reduce(around), words, ...fontOf(library, text, first, room) });
    words = [];
  };
  const count = Math.min(library.FPDFText_CountChars(text), mostCharacters);
  for (let index = 0, inLine = 0; index < count; index++) {
    const isHyphen = library.FPDFText_IsHyphen(text, index) === 1;
    const character = isHyphen ? '-' : characterOf(library.FPDFText_GetUnicode(text, index));
    if (character === '\n' || character === '\r' || inLine >= mostInLine) {
      endLine();
      inLine = 0;
    }
    if (character.trim() === '') {
      endWord();
      continue;
    }
    if (!library.FPDFText_GetLooseCharBox(text, index, room)) continue;
    const box = view.box(getValue(room, 'float'), getValue(room + 4, 'float'), getValue(room + 8, 'float'), getValue(room + 12, 'float'));
    if (!word && words.length === 0) first = index;
    word = word ? { text: word.text + character, box: around(word.box, box) } : { text: character, box };
    inLine += 1;
    if (isHyphen) {
      endLine();
      inLine = 0;
    }
  }
  endLine();
  return lines;
}

/** Nothing to read are control characters and what has no code. Halves of a pair come one after the other. */
function characterOf(code: number): string {
  if (code === 10 || code === 13) return '\n';
  if (code <= 32 || (code >= 0x7f && code < 0xa0) || code > 0x10_ffff || code === 0xfffe || code === 0xffff) return ' ';
  return code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code);
}

/** The size is that of the text, as large as its matrix makes it. */
function fontOf(library: Pdfium, text: number, index: number, room: number): Pick<PageLine, 'fontName' | 'sizePt'> {
  const lengthBytes = library.FPDFText_GetFontInfo(text, index, room, longestNameBytes, 0);
  const name = lengthBytes > 1 && lengthBytes <= longestNameBytes ? library.pdfium.UTF8ToString(room) : '';
  const { getValue } = library.pdfium;
  const scale = library.FPDFText_GetMatrix(text, index, room) ? Math.hypot(getValue(room + 8, 'float'), getValue(room + 12, 'float')) : 1;
  return { fontName: name.replace(/^[A-Z]{6}\+/, ''), sizePt: library.FPDFText_GetFontSize(text, index) * scale };
}

function around(one: PageBox, other: PageBox): PageBox {
  return {
    leftPt: Math.min(one.leftPt, other.leftPt), topPt: Math.min(one.topPt, other.topPt),
    rightPt: Math.max(one.rightPt, other.rightPt), bottomPt: Math.max(one.bottomPt, other.bottomPt),
  };
}
