import { badRequest } from '../failures.ts';
import { readColour, type Colour } from '../values/colour.ts';
import type { Paragraph, ParagraphStyle, TextDocument, TextRun, TextStyle } from './document.ts';

/** @source delivery, §1.8 */
const mostBytes = 64 * 1024;
const mostDepth = 100;

type State = {
  style: TextStyle; paragraph: ParagraphStyle; lineTwips: number; isMultiple: boolean;
  /** What the group is for: text that shows, tables, or nothing. */
  place: 'body' | 'fonts' | 'colours' | 'cmykColours' | 'isColours' | 'dropped'; skip: number;
};

const plainStyle: TextStyle = {
  font: undefined, halfPoints: 24, colour: undefined, isBold: false, isItalic: false, isUnderlined: false, script: 'normal', rise: 0,
  isKerned: true, expandPt: 0, scaleX: 1, scaleY: 1, isUpperCase: false,
};
const plainParagraph: ParagraphStyle = { align: 'left', line: undefined, beforePt: 0, afterPt: 0, firstIndentPt: 0, leftIndentPt: 0, rightIndentPt: 0 };

const token = /\\([a-zA-Z]+)(-?\d+)? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\/gs;

/** Reads the part of RTF that texts are made of; unknown words are skipped, unknown groups that say so dropped. Text
 *  without any RTF is itself. @param isPhotoshop `textPs`: knows some words more.
 *  @throws DELIVERY_BAD_REQUEST above 64 kB or 100 groups inside each other @source delivery, §3.8 */
export function readRtf(text: string, isPhotoshop: boolean): TextDocument {
  if (Buffer.byteLength(text) > mostBytes) throw badRequest(`expected at most ${mostBytes} bytes of text`);
  const fonts = new Map<number, string>();
  const rgb: Colour[] = [];
  const cmyk: Colour[] = [];
  let is: readonly Colour[] = [];
  let mix: Record<string, number> = {};
  let fontNumber = 0;
  let isStarred = false;
  let vertical: TextDocument['vertical'] = 'top';
  const margins = { left: 0, right: 0, top: 0, bottom: 0 };
  const paragraphs: Paragraph[] = [];
  let runs: TextRun[] = [];
  let state: State = { style: plainStyle, paragraph: plainParagraph, lineTwips: 0, isMultiple: false, place: 'body', skip: 0 };
  let skipLength = 1;
  const stack: State[] = [];
  let lastPut = { depth: 0, style: plainParagraph };

  const put = (characters: string): void => {
    const skipped = Math.min(state.skip, characters.length);
    state.skip -= skipped;
    const rest = characters.slice(skipped);
    if (rest === '') return;
    if (state.place === 'fonts') fonts.set(fontNumber, ((fonts.get(fontNumber) ?? '') + rest).replace(/;.*$/s, '').trim());
    else if (state.place === 'isColours') is = [...rest.matchAll(/[^;]+/g)].map(([colour]) => readColour('text', colour));
    else if (state.place === 'colours' || state.place === 'cmykColours') for (const _ of rest.matchAll(/;/g)) endColour();
    else if (state.place === 'body') {
      lastPut = { depth: stack.length, style: state.paragraph };
      const last = runs.at(-1);
      const shown = state.style.isUpperCase ? rest.toUpperCase() : rest;
      if (last && last.style === state.style) runs[runs.length - 1] = { ...last, text: last.text + shown };
      else runs.push({ text: shown, style: state.style });
    }
  };
  const endColour = (): void => {
    if (state.place === 'colours') rgb.push({ space: 'rgb', components: [mix['red'] ?? 0, mix['green'] ?? 0, mix['blue'] ?? 0].map(byte), alpha: 255 });
    else cmyk.push({ space: 'cmyk', components: ['cyan', 'magenta', 'yellow', 'black'].map((ink) => byte((mix[ink] ?? 0) * 2.55)), alpha: 255 });
    mix = {};
  };
  const endParagraph = (): void => {
    // Where the group of its text is closed already, the paragraph looks as that said.
    const style = stack.length < lastPut.depth ? lastPut.style : state.paragraph;
    lastPut = { depth: 0, style };
    paragraphs.push({ style, runs: runs.length > 0 ? runs : [{ text: '', style: state.style }] });
    runs = [];
  };
  const style = (change: Partial<TextStyle>): void => { state.style = { ...state.style, ...change }; };
  const paragraph = (change: Partial<ParagraphStyle>): void => { state.paragraph = { ...state.paragraph, ...change }; };
  const line = (): void => {
    const { lineTwips: twips, isMultiple } = state;
    paragraph({
      line: twips === 0 ? undefined : isMultiple ? { kind: 'multiple', factor: Math.abs(twips) / 240 } : { kind: twips < 0 ? 'exact' : 'least', points: Math.abs(twips) / 20 },
    });
  };

  const words: Readonly<Record<string, (value: number | undefined) => void>> = {
    fonttbl: () => { state.place = 'fonts'; }, colortbl: () => { state.place = 'colours'; }, cmykcolortbl: () => { state.place = 'cmykColours'; },
    iscolortbl: () => { state.place = isPhotoshop ? 'isColours' : 'dropped'; },
    stylesheet: () => { state.place = 'dropped'; }, info: () => { state.place = 'dropped'; }, pict: () => { state.place = 'dropped'; },
    f: (value = 0) => { if (state.place === 'fonts') fontNumber = value; else style({ font: value }); },
    fs: (value = 24) => style({ halfPoints: Math.min(5000, Math.max(1, value)) }), cf: (value = 0) => style({ colour: value }),
    b: (value) => style({ isBold: value !== 0 }), i: (value) => style({ isItalic: value !== 0 }),
    ulnone: () => style({ isUnderlined: false }), sub: () => style({ script: 'sub' }), super: () => style({ script: 'super' }), nosupersub: () => style({ script: 'normal' }),
    dn: (value = 6) => style({ rise: -value }), up: (value = 6) => style({ rise: value }), kerning: (value = 1) => style({ isKerned: value !== 0 }),
    expnd: (value = 0) => style({ expandPt: value / 4 }), expndtw: (value = 0) => style({ expandPt: value / 20 }),
    charscalex: (value = 100) => style({ scaleX: percent(value) }), charscaley: (value = 100) => style({ scaleY: percent(value) }),
    ql: () => paragraph({ align: 'left' }), qr: () => paragraph({ align: 'right' }), qc: () => paragraph({ align: 'centre' }),
    sl: (value = 0) => { state.lineTwips = value; line(); }, slmult: (value = 0) => { state.isMultiple = value === 1; line(); },
    sb: (value = 0) => paragraph({ beforePt: value / 20 }), sa: (value = 0) => paragraph({ afterPt: value / 20 }),
    vertalt: () => { vertical = 'top'; }, vertalc: () => { vertical = 'centre'; }, vertalb: () => { vertical = 'bottom'; },
    par: endParagraph, line: () => put('\n'), tab: () => put(' '), uc: (value = 1) => { skipLength = Math.max(0, value); },
    u: (value = 63) => { put(String.fromCharCode(value & 0xffff)); state.skip = skipLength; },
    ...(isPhotoshop && {
      pard: () => { state.paragraph = plainParagraph; state.lineTwips = 0; state.isMultiple = false; }, plain: () => { state.style = plainStyle; },
      qj: () => paragraph({ align: 'justified' }), fi: (value = 0) => paragraph({ firstIndentPt: value / 20 }),
      li: (value = 0) => paragraph({ leftIndentPt: value / 20 }), ri: (value = 0) => paragraph({ rightIndentPt: value / 20 }),
      margl: (value = 0) => { margins.left = value / 20; }, margr: (value = 0) => { margins.right = value / 20; },
      margt: (value = 0) => { margins.top = value / 20; }, margb: (value = 0) => { margins.bottom = value / 20; },
      caps: (value: number | undefined) => style({ isUpperCase: value !== 0 }),
    }),
  };

  for (const [, word, number, hex, symbol, brace, characters] of text.matchAll(token)) {
    const value = number === undefined ? undefined : Number(number);
    if (brace === '{') {
      if (stack.length >= mostDepth) throw badRequest(`expected at most ${mostDepth} groups inside each other in text`);
      stack.push({ ...state });
    } else if (brace === '}') {
      if (state.place === 'fonts') fontNumber++;
      state = stack.pop() ?? state;
    } else if (symbol === '*') {
      isStarred = true;
      continue;
    } else if (word !== undefined) {
      if (isStarred && !Object.hasOwn(words, word)) state.place = 'dropped';
      else if (/^ul(d|dash|dashd|dashdd|db|th|w|wave)?$/.test(word)) style({ isUnderlined: value !== 0 });
      else if (['red', 'green', 'blue', 'cyan', 'magenta', 'yellow', 'black'].includes(word)) mix[word] = value ?? 0;
      else if (Object.hasOwn(words, word)) words[word]!(value);
    } else if (hex !== undefined) put(Buffer.from([Number.parseInt(hex, 16)]).toString('latin1'));
    else if (symbol !== undefined) put(symbol === '~' ? '\u00a0' : symbol === '_' ? '\u2011' : symbol === '-' ? '\u00ad' : /[\\{}]/.test(symbol) ? symbol : '');
    else if (characters !== undefined) put(characters);
    isStarred = false;
  }
  if (runs.length > 0 || paragraphs.length === 0) endParagraph();
  return { paragraphs, fonts, colours: { is, cmyk, rgb }, vertical, marginsPt: margins };
}

function byte(value: number): number {
  return Math.min(255, Math.max(0, Math.floor(value + 0.5 + 1e-9)));
}

function percent(value: number): number {
  return Math.min(1000, Math.max(1, value)) / 100;
}
