import type { ByteSource } from '../bytes.ts';
import { openPdfObjects, type PdfObject, type PdfObjects } from './objects.ts';

export type ColourKind = 'gray' | 'rgb' | 'cmyk';

const mostPages = 10_000;
const mostDepth = 50;
const mostContentBytes = 64 * 2 ** 20;
/** Of one page: patterns, pictures and colour spaces of an honest one are far fewer. */
const mostObjects = 20_000;

/**
 * What each page of a PDF is painted with: one kind of colour alone, or RGB for mixtures and for pages that are not
 * understood. Inks of their own count as what they are made of where there is no such ink.
 * @returns undefined for a PDF that is not laid out as Ghostscript does it.
 * @source specification of production, §3; ISO 32000-1, §8.6 "Colour spaces", §7.8.3 "Resource dictionaries"
 */
export function pdfPageColours(source: ByteSource): readonly ColourKind[] | undefined {
  try {
    const objects = openPdfObjects(source);
    const pages = objects && pagesOf(objects);
    return objects && pages?.map((page) => only(colourKinds(objects, page)));
  } catch {
    return undefined;
  }
}

function only(kinds: ReadonlySet<ColourKind>): ColourKind {
  const [kind] = kinds;
  return kinds.size === 1 && kind ? kind : 'rgb';
}

/** Numbers of the page objects in their order. */
function pagesOf(objects: PdfObjects): readonly number[] {
  const pages: number[] = [];
  const walk = (number: number, depth: number): void => {
    const text = objects.find(number)?.text ?? '';
    const kids = /\/Kids\s*\[([^\]]*)\]/.exec(text)?.[1];
    if (kids === undefined) pages.push(number);
    else if (depth < mostDepth) for (const kid of referencesIn(kids)) if (pages.length < mostPages) walk(kid, depth + 1);
  };
  const root = /\/Pages\s+(\d{1,7})\s+0\s+R/.exec(objects.find(objects.root)?.text ?? '')?.[1];
  if (root !== undefined) walk(Number(root), 0);
  return pages;
}

/** Everything that can be reached from a page, but for masks, groups and fonts, which paint in no colour of their own. */
function colourKinds(objects: PdfObjects, page: number): ReadonlySet<ColourKind> {
  const kinds = new Set<ColourKind>();
  const seen = new Set<number>([page]);
  const waiting = [page];
  const contents = new Set(referencesIn(/\/Contents\s*(\[[^\]]*\]|\d+\s+0\s+R)/.exec(objects.find(page)?.text ?? '')?.[1] ?? ''));
  for (let number = waiting.pop(); number !== undefined && seen.size < mostObjects; number = waiting.pop()) {
    const object = objects.find(number);
    if (!object) continue;
    const text = object.text.replaceAll(/\/(Parent|SMask|Mask|Font|Metadata|StructParents|Annots|BG|UCR|TR)\s*(\d+\s+0\s+R|\[[^\]]*\])/g, '')
      .replaceAll(/\/Group\s*(<<[^>]*>>|\d+\s+0\s+R)/g, '');
    addSpaces(kinds, objects, text);
    if (isPainting(number, object, contents)) addOperators(kinds, object.content(mostContentBytes));
    for (const next of referencesIn(text)) {
      if (!seen.has(next)) waiting.push(next);
      seen.add(next);
    }
  }
  return kinds;
}

function isPainting(number: number, { text }: PdfObject, contents: ReadonlySet<number>): boolean {
  return contents.has(number) || /\/Subtype\s*\/Form\b|\/PatternType\s+1\b/.test(text);
}

const spaces: Readonly<Record<string, ColourKind>> = { DeviceGray: 'gray', CalGray: 'gray', DeviceRGB: 'rgb', CalRGB: 'rgb', Lab: 'rgb', DeviceCMYK: 'cmyk' };
const kindsByCount: Readonly<Record<string, ColourKind>> = { 1: 'gray', 3: 'rgb', 4: 'cmyk' };

function addSpaces(kinds: Set<ColourKind>, objects: PdfObjects, text: string): void {
  // What a profile falls back to says nothing that its number of colours does not.
  for (const [, name = ''] of text.replaceAll(/\/Alternate\s*\/\w+/g, '').matchAll(/\/(DeviceGray|DeviceRGB|DeviceCMYK|CalGray|CalRGB|Lab)\b/g)) {
    const kind = spaces[name];
    if (kind) kinds.add(kind);
  }
  for (const [, number = ''] of text.matchAll(/\/ICCBased\s+(\d{1,7})\s+0\s+R/g)) {
    const kind = kindsByCount[/\/N\s+(\d)/.exec(objects.find(Number(number))?.text ?? '')?.[1] ?? ''];
    if (kind) kinds.add(kind);
  }
}

const operators: Readonly<Record<string, ColourKind>> = { g: 'gray', G: 'gray', rg: 'rgb', RG: 'rgb', k: 'cmyk', K: 'cmyk' };
const token = /\((?:\\[\s\S]|[^\\()])*\)|<[0-9A-Fa-f\s]*>|%[^\r\n]*|\/[^\s()<>[\]{}/%]*|[A-Za-z'"*]+/g;

/** A stream that cannot be read may paint in anything. */
function addOperators(kinds: Set<ColourKind>, content: string | undefined): void {
  if (content === undefined) {
    kinds.add('rgb').add('cmyk');
    return;
  }
  for (const [word] of content.matchAll(token)) {
    const kind = word.startsWith('/') ? spaces[word.slice(1)] : operators[word];
    if (kind) kinds.add(kind);
  }
}

function referencesIn(text: string): readonly number[] {
  return [...text.matchAll(/(\d{1,7})\s+0\s+R/g)].map(([, number]) => Number(number));
}
