import type { XmpProperty } from './properties.ts';

/** A piece of markup in the place of another. */
export type Edit = { readonly start: number; readonly end: number; readonly markup: string };

/** Makes edits that do not overlap; everything between them stays. */
export function applyEdits(markup: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    pieces.push(markup.slice(at, edit.start), edit.markup);
    at = edit.end;
  }
  pieces.push(markup.slice(at));
  return pieces.join('');
}

type Spot = {
  readonly start: number; readonly innerStart: number; readonly innerEnd: number; readonly end: number;
  readonly isEmptyTag: boolean; readonly prefix: string; readonly name: string;
};

/** Puts markup behind everything an element holds; an empty tag is opened for it. */
export function appendInside(markup: string, element: Spot, added: string): Edit {
  if (element.isEmptyTag) return { start: element.end - 2, end: element.end, markup: `>${added}</${element.prefix}${element.name}>` };
  // In front of the line break that leads to the end tag.
  const at = element.innerEnd - blanksBefore(markup, element.innerEnd, element.innerStart).length;
  return { start: at, end: at, markup: added };
}

/** Takes an element out, with the blanks that led to it. */
export function removeElement(markup: string, element: Spot, from: number): Edit {
  return { start: element.start - blanksBefore(markup, element.start, from).length, end: element.end, markup: '' };
}

/** Takes a property out, however it is written. */
export function removeProperty(markup: string, property: XmpProperty): Edit {
  if (property.element) return removeElement(markup, property.element, property.description.innerStart);
  const { start, end } = property.attribute!;
  return { start, end, markup: '' };
}

/** The blanks in front of a place, not farther back than `from`. */
export function blanksBefore(markup: string, at: number, from: number): string {
  let start = at;
  while (start > from && ' \t\r\n'.includes(markup[start - 1] ?? '-')) start -= 1;
  return markup.slice(start, at);
}

/** Text for element content. What XML cannot carry becomes U+FFFD. */
export function escapeText(text: string): string {
  return text.toWellFormed().replace(illegal, '\ufffd').replace(/[&<>]/g, (character) => special[character] ?? character);
}

const special: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const illegal = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;
