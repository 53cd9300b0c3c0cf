import { latin1, type ByteSource } from '../bytes.ts';
import { readImageData, type PhotoshopImageData } from './image-data.ts';

/** A rectangle in points of 1/72 inch, y upwards. */
export type PointBox = { readonly leftPt: number; readonly bottomPt: number; readonly rightPt: number; readonly topPt: number };

/** What a PostScript file says of itself in its comments. */
export type PostScriptComments = {
  /** It describes one picture, to be put onto other pages. */
  readonly isEps: boolean;
  /** The finer of its two boxes; undefined for none, an empty one, or one that is no box. */
  readonly box: PointBox | undefined;
  readonly pages: number | undefined;
  readonly languageLevel: number | undefined;
  readonly creator: string | undefined;
  readonly title: string | undefined;
  /** Of an EPS that is a picture of Photoshop. */
  readonly imageData: PhotoshopImageData | undefined;
};

/** Comments stand in front, or behind where the front says `(atend)`. */
const headBytes = 256 * 2 ** 10;
const tailBytes = 64 * 2 ** 10;
/** Longer lines are cut: 255 is what the conventions allow. */
const mostLineLength = 1024;

/** Reads the comments of a PostScript program; never throws for what is in it.
 *  @param source The program alone, without a header for DOS.
 *  @source Adobe Document Structuring Conventions 3.0, §4.5, §5.1, §5.2 */
export function readPostScriptComments(source: ByteSource): PostScriptComments {
  const head = latin1(source.read(0, Math.min(headBytes, source.sizeBytes)));
  const first = /^[^\r\n]*/.exec(head)?.[0] ?? '';
  const front = commentsOf(headerLines(head), 'first');
  const isBehind = [...front.values()].some((value) => /^\(\s*atend\s*\)/i.test(value));
  const behind = isBehind ? commentsOf(trailerLines(source), 'last') : new Map<string, string>();
  const value = (name: string): string | undefined => {
    const said = front.get(name);
    return said !== undefined && /^\(\s*atend\s*\)/i.test(said) ? behind.get(name) : said;
  };
  // The fine box may stand behind although the front does not announce it.
  const fine = boxOf(value('HiResBoundingBox') ?? behind.get('HiResBoundingBox'));
  return {
    isEps: /^%!PS-Adobe-[\d.]+\s+EPSF-[\d.]+/.test(first),
    box: fine ?? boxOf(value('BoundingBox')),
    pages: countOf(value('Pages')),
    languageLevel: countOf(value('LanguageLevel')),
    creator: textOf(value('Creator')),
    title: textOf(value('Title')),
    imageData: readImageData(head),
  };
}

/** The header ends at its end mark, or where something else than a comment begins. */
function headerLines(head: string): readonly string[] {
  const lines: string[] = [];
  for (const line of head.split(/\r\n|\r|\n/, 4000)) {
    if (/^%%(EndComments|BeginProlog|BeginSetup|Page:)/.test(line) || (lines.length > 0 && !/^%\S/.test(line))) break;
    lines.push(line.slice(0, mostLineLength));
  }
  return lines;
}

function trailerLines(source: ByteSource): readonly string[] {
  const length = Math.min(tailBytes, source.sizeBytes);
  const tail = latin1(source.read(source.sizeBytes - length, length));
  const start = tail.lastIndexOf('%%Trailer');
  return tail.slice(Math.max(0, start)).split(/\r\n|\r|\n/).map((line) => line.slice(0, mostLineLength));
}

function commentsOf(lines: readonly string[], counts: 'first' | 'last'): Map<string, string> {
  const comments = new Map<string, string>();
  for (const line of lines) {
    const [, name, value = ''] = /^%%([A-Za-z]+):?[ \t]*(.*)$/.exec(line) ?? [];
    if (name !== undefined && (counts === 'last' || !comments.has(name))) comments.set(name, value.trim());
  }
  return comments;
}

/** No drawing reaches farther; what does is no box. */
const mostPt = 1_000_000;

function boxOf(value: string | undefined): PointBox | undefined {
  const numbers = (value ?? '').split(/\s+/).slice(0, 4).map((word) => (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word) ? Number(word) : Number.NaN));
  const [leftPt, bottomPt, rightPt, topPt] = numbers;
  if (leftPt === undefined || bottomPt === undefined || rightPt === undefined || topPt === undefined) return undefined;
  if (numbers.some((number) => !(Math.abs(number) <= mostPt))) return undefined;
  return rightPt > leftPt && topPt > bottomPt ? { leftPt, bottomPt, rightPt, topPt } : undefined;
}

function countOf(value: string | undefined): number | undefined {
  const word = /^\d{1,9}/.exec(value ?? '')?.[0];
  return word === undefined ? undefined : Number(word);
}

/** Text in brackets or bare. */
function textOf(value: string | undefined): string | undefined {
  const text = value?.replace(/^\((.*)\)$/, '$1').trim();
  return text === '' ? undefined : text;
}
