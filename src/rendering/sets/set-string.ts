/** A piece of a set string: the name of a record, a colour with its label, or a set within the set. */
export type SetNode =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'colour'; readonly rgb: string; readonly label: string }
  | { readonly kind: 'inline'; readonly text: string };

/** Pieces of an item: by semicolons, and between them by colons. */
export type SetItem = readonly (readonly SetNode[])[];

/** Reads a set string: items between commas. Empty items are passed over, empty pieces stay, for their place counts.
 *  @source delivery, §5.1 */
export function parseSetString(text: string): readonly SetItem[] {
  return splitOutside(text, ',').filter((item) => item.trim() !== '')
    .map((item) => splitOutside(item, ';').map((part) => splitOutside(part, ':').map((node) => node.trim()).filter((node) => node !== '').map(readNode)));
}

/** What stands between braces or parentheses that hold the whole text. */
export function unwrapped(text: string): string | undefined {
  const trimmed = text.trim();
  const isWhole = /^(?:\{[^]*\}|\([^]*\))$/.test(trimmed) && closingOf(trimmed, 0) === trimmed.length - 1;
  return isWhole ? trimmed.slice(1, -1) : undefined;
}

/** An id or a label as set strings hold it. */
export function escapeSetPart(text: string): string {
  return text.replace(/[%,;:{}()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

function readNode(text: string): SetNode {
  const inner = unwrapped(text);
  if (inner === undefined) return { kind: 'id', id: unescapeSetPart(text) };
  const colour = /^0x([0-9a-f]{6})(?:\s+([^]*))?$/i.exec(inner.trim());
  return colour ? { kind: 'colour', rgb: `0x${colour[1]!.toLowerCase()}`, label: unescapeSetPart(colour[2] ?? '') } : { kind: 'inline', text: inner };
}

function unescapeSetPart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '{' || character === '(') index = closingOf(text, index);
    else if (character === separator) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** Where what opens at a place closes; the end of a text that does not. Delimiters of the other kind are plain inside. */
function closingOf(text: string, start: number): number {
  const [open, close] = text[start] === '{' ? ['{', '}'] : ['(', ')'];
  let depth = 0;
  for (let index = start; index < text.length; index += 1) {
    if (text[index] === open) depth += 1;
    if (text[index] === close) depth -= 1;
    if (depth === 0) return index;
  }
  return text.length - 1;
}
