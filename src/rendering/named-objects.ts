import { decodePathElement, decodeValue } from './grammar/decode.ts';
import { isNested, readNested } from './grammar/nested.ts';
import { parseQuery } from './grammar/parse.ts';

/** Requests inside each other are looked through down to here. @source delivery, §1.7 */
const mostDepth = 16;

/** Objects that commands show as layers or masks, nested requests included, each once and in the order of the commands.
 *  @param modifier Of a template, say. What cannot be read names nothing. */
export function namedObjects(modifier: string): readonly string[] {
  const names = new Set<string>();
  collect(modifier, names, 0);
  return [...names];
}

function collect(query: string, names: Set<string>, depth: number): void {
  for (const { name, value } of commandsOf(query)) {
    if (name !== 'src' && name !== 'mask') continue;
    if (!isNested(value)) names.add(decodeValue(value));
    else if (depth < mostDepth) collectNested(name, value, names, depth);
  }
}

function collectNested(command: string, value: string, names: Set<string>, depth: number): void {
  try {
    const nested = readNested(command, value);
    if (!nested) return;
    names.add(nested.object.split('/').map(decodePathElement).join('/'));
    collect(nested.query, names, depth + 1);
  } catch {
    // Other servers and foreign addresses are no objects of ours.
  }
}

function commandsOf(query: string): readonly { readonly name: string; readonly value: string }[] {
  try {
    return parseQuery(query).segments.flatMap(({ commands }) => commands);
  } catch {
    return [];
  }
}
