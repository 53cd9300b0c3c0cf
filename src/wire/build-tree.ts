import type { XmlElement } from './types.ts';

/** How much a document may hold, and what is thrown when it holds more. */
export type TreeLimits = {
  readonly maxDepth: number;
  readonly maxElements: number;
  readonly tooDeep: () => Error;
  readonly tooMany: () => Error;
};

type Scope = { [prefix: string]: string };
type Node = { name: string; namespace: string; attributes: Record<string, string>; text: string; children: Node[] };
type Open = { readonly node: Node; readonly scope: Scope };
type Tag = Open & { readonly end: number; readonly isEmpty: boolean };

/** Turns text that the parser has found well-formed and free of a document type into plain elements.
 *  @param start  Index of the root's `<`.
 *  Reading libxml2's own nodes costs four calls into WebAssembly each: a hostile 1 MiB took 360 ms of the event
 *  loop, this takes 60; and its wrapper cannot step over processing instructions (libxml2-wasm 0.7.2). */
export function buildTree(text: string, start: number, limits: TreeLimits): XmlElement {
  const open: Open[] = [];
  let count = 0;
  let at = start;
  while (at >= 0) {
    const parent = open.at(-1);
    if (text.startsWith('</', at)) {
      open.pop();
      if (open.length === 0 && parent !== undefined) return parent.node;
      at = text.indexOf('>', at) + 1;
    } else if (text.startsWith('<!--', at)) {
      at = text.indexOf('-->', at + 4) + 3;
    } else if (text.startsWith('<?', at)) {
      at = text.indexOf('?>', at) + 2;
    } else if (text.startsWith('<![CDATA[', at)) {
      const end = text.indexOf(']]>', at);
      if (parent !== undefined) parent.node.text += text.slice(at + 9, end);
      at = end + 3;
    } else {
      const tag = readTag(text, at, parent?.scope ?? rootScope);
      count += 1;
      if (count > limits.maxElements) throw limits.tooMany();
      if (open.length >= limits.maxDepth) throw limits.tooDeep();
      parent?.node.children.push(tag.node);
      if (!tag.isEmpty) open.push(tag);
      else if (parent === undefined) return tag.node;
      at = tag.end;
    }
    const next = text.indexOf('<', at);
    if (next > at) {
      const around = open.at(-1);
      if (around !== undefined) around.node.text += unescapeText(text.slice(at, next));
    }
    at = next;
  }
  throw new TypeError('Expected well-formed text');
}

const rootScope: Scope = Object.assign(Object.create(null) as Scope, {
  '': '', xml: 'http://www.w3.org/XML/1998/namespace',
});
const noAttributes: Record<string, string> = Object.freeze(Object.create(null) as Record<string, string>);

function readTag(text: string, start: number, outer: Scope): Tag {
  tagName.lastIndex = start + 1;
  const qualified = tagName.exec(text)?.[0] ?? '';
  let attributes = noAttributes;
  let scope = outer;
  let at = start + 1 + qualified.length;
  for (attributeWord.lastIndex = at; ; at = attributeWord.lastIndex) {
    const [whole, name, quoted] = attributeWord.exec(text) ?? [];
    if (whole === undefined || name === undefined || quoted === undefined) break;
    const value = unescapeText(quoted.slice(1, -1).replace(/[\t\n]/g, ' '));
    if (name === 'xmlns' || name.startsWith('xmlns:')) {
      if (scope === outer) scope = Object.create(outer) as Scope;
      scope[name.slice('xmlns:'.length)] = value;
    } else {
      if (attributes === noAttributes) attributes = Object.create(null) as Record<string, string>;
      attributes[name.slice(name.indexOf(':') + 1)] = value;
    }
  }
  const end = text.indexOf('>', at) + 1;
  const colon = qualified.indexOf(':');
  const namespace = scope[colon < 0 ? '' : qualified.slice(0, colon)] ?? '';
  const node = { name: qualified.slice(colon + 1), namespace, attributes, text: '', children: [] };
  return { node, scope, end, isEmpty: text[end - 2] === '/' };
}

const tagName = /[^\s/>]+/y;
const attributeWord = /\s+([^\s=]+)\s*=\s*("[^"]*"|'[^']*')/y;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeText(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(\w+));/g, (_, hex?: string, decimal?: string, name?: string) =>
    name !== undefined ? entities[name] ?? '' : String.fromCodePoint(Number(hex !== undefined ? `0x${hex}` : decimal)));
}
