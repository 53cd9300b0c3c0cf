/**
 * Finds where a document's root begins and ends without building anything: one pass, every character looked at
 * once. Whether the document is well-formed is not decided here; the parser does that afterwards.
 */

/** Index of the root's `<`, `doctype` when a document type declaration comes first, undefined when neither does. */
export function startOfRoot(text: string): number | 'doctype' | undefined {
  let at = text.indexOf('<');
  while (at >= 0) {
    if (text.startsWith('<?', at)) at = text.indexOf('<', after(text, '?>', at));
    else if (text.startsWith('<!--', at)) at = text.indexOf('<', after(text, '-->', at + 4));
    else return text.startsWith('<!', at) ? 'doctype' : at;
  }
  return undefined;
}

/** Index after the root's end tag, or the text's length when it does not end. */
export function endOfRoot(text: string): number {
  const start = startOfRoot(text);
  if (typeof start !== 'number') return text.length;
  let depth = 0;
  for (let at = start; at >= 0; at = text.indexOf('<', at)) {
    if (text.startsWith('<!--', at)) at = after(text, '-->', at + 4);
    else if (text.startsWith('<![CDATA[', at)) at = after(text, ']]>', at + 9);
    else if (text.startsWith('<?', at)) at = after(text, '?>', at);
    else {
      const isEndTag = text[at + 1] === '/';
      at = endOfTag(text, at);
      if (isEndTag) depth -= 1;
      else if (text[at - 2] !== '/') depth += 1;
      if (depth <= 0) return at;
    }
  }
  return text.length;
}

/** Index after the tag's `>`; quoted values may hold one. */
function endOfTag(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at];
    if (character === '>') return at + 1;
    if (character === '"' || character === "'") at = after(text, character, at + 1) - 1;
  }
  return text.length;
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at + mark.length;
}
