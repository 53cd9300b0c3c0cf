import type { PacketText } from './packet-text.ts';
import { wellKnownPrefixes } from './namespaces.ts';

/** An attribute; its span begins with the blank in front of it. */
export type XmpAttribute = {
  readonly namespace: string; readonly name: string; readonly value: string;
  readonly start: number; readonly end: number;
};

/** An element and where it stands in the markup: `start … innerStart … innerEnd … end`. */
export type XmpElement = {
  readonly namespace: string;
  readonly name: string;
  /** As written, with its colon; empty when there is none. */
  readonly prefix: string;
  readonly attributes: readonly XmpAttribute[];
  readonly children: readonly XmpElement[];
  /** Its own text, without that of its children. */
  readonly text: string;
  readonly isEmptyTag: boolean;
  readonly start: number;
  readonly innerStart: number;
  readonly innerEnd: number;
  readonly end: number;
  /** Namespaces in scope by prefix, those declared here included. */
  readonly scope: Scope;
  /** Prefixes that are declared here; '' for the namespace of names without one. */
  readonly declares: readonly string[];
};
export type Scope = Readonly<Record<string, string>>;

/** What markup holds. */
export type XmpTree = {
  /** The outermost elements that are closed. */
  readonly roots: readonly XmpElement[];
  /** Every tag was read and every element closed in its turn: the spans can be relied on. */
  readonly isWhole: boolean;
};

type Open = { -readonly [K in keyof XmpElement]: XmpElement[K] } & { children: XmpElement[] };

const limits = { depth: 64, elements: 200_000 };

// Not frozen: what inherits from it could then not declare a prefix of the same name.
const rootScope: Scope = Object.assign(Object.create(null) as Record<string, string>, wellKnownPrefixes);

/**
 * Reads markup into elements and never throws: what is not closed is left out with all that stands inside, what is
 * deeper than 64 levels is passed over, document types and their entities are ignored, and prefixes nobody declared
 * mean what they always mean.
 */
export function readElements({ markup, decode }: Pick<PacketText, 'markup' | 'decode'>): XmpTree {
  const roots: XmpElement[] = [];
  const open: Open[] = [];
  let tooDeep = 0;
  let count = 0;
  let isWhole = true;
  let at = markup.indexOf('<');
  while (at >= 0 && count < limits.elements) {
    const around = open.at(-1);
    let end: number;
    if (markup.startsWith('<!--', at)) end = after(markup, '-->', at + 4);
    else if (markup.startsWith('<![CDATA[', at)) {
      end = after(markup, ']]>', at + 9);
      if (around && tooDeep === 0 && end > 0) around.text += decode(markup.slice(at + 9, end - 3));
    } else if (markup.startsWith('<?', at)) end = after(markup, '?>', at + 2);
    else if (markup.startsWith('<!', at)) end = endOfDeclaration(markup, at);
    else if (markup.startsWith('</', at)) {
      end = after(markup, '>', at);
      if (end > 0 && tooDeep > 0) tooDeep -= 1;
      else if (end > 0 && !close(open, roots, markup.slice(at + 2, end - 1).trim(), at, end)) isWhole = false;
    } else {
      count += 1;
      const tag = readTag(markup, decode, at, around?.scope ?? rootScope);
      end = tag?.end ?? -1;
      isWhole &&= tag?.isWhole ?? false;
      if (tag && tag.isEmptyTag) {
        if (tooDeep === 0) (around?.children ?? roots).push(tag);
      } else if (tag && (tooDeep > 0 || open.length >= limits.depth)) tooDeep += 1;
      else if (tag) open.push(tag);
    }
    if (end <= 0) break;
    const next = markup.indexOf('<', end);
    const holder = open.at(-1);
    if (holder && tooDeep === 0 && next > end) holder.text += unescapeText(decode(markup.slice(end, next)));
    at = next;
  }
  return { roots, isWhole: isWhole && at < 0 && open.length === 0 && tooDeep === 0 };
}

/** Closes the innermost element of this name; what was left open inside it is dropped.
 *  @returns whether it was this one's turn. */
function close(open: Open[], roots: XmpElement[], qualified: string, at: number, end: number): boolean {
  const index = open.findLastIndex((element) => element.prefix + element.name === qualified);
  const element = open[index];
  if (!element) return false;
  const isInTurn = index === open.length - 1;
  open.splice(index);
  element.innerEnd = at;
  element.end = end;
  (open.at(-1)?.children ?? roots).push(element);
  return isInTurn;
}

function readTag(markup: string, decode: PacketText['decode'], start: number, outer: Scope): Open & { readonly isWhole: boolean } | undefined {
  tagName.lastIndex = start + 1;
  const qualified = tagName.exec(markup)?.[0];
  if (qualified === undefined) return undefined;
  const found: { readonly qualified: string; readonly value: string; readonly start: number; readonly end: number }[] = [];
  const declares: string[] = [];
  let scope = outer;
  let at = start + 1 + qualified.length;
  for (attributeWord.lastIndex = at; ; at = attributeWord.lastIndex) {
    const [whole, name, quoted] = attributeWord.exec(markup) ?? [];
    if (whole === undefined || name === undefined || quoted === undefined) break;
    const value = unescapeText(decode(quoted.slice(1, -1)));
    if (name === 'xmlns' || name.startsWith('xmlns:')) {
      const inner: Record<string, string> = scope === outer ? Object.create(outer) as Record<string, string> : scope;
      const prefix = name.slice('xmlns:'.length);
      inner[prefix] = value;
      declares.push(prefix);
      scope = inner;
    } else if (found.length < 1000) found.push({ qualified: name, value, start: at, end: attributeWord.lastIndex });
  }
  const end = markup.indexOf('>', at) + 1;
  if (end === 0) return undefined;
  const { prefix, name } = splitName(qualified);
  const attributes = found.map((one): XmpAttribute => {
    const split = splitName(one.qualified);
    // Attributes without a prefix have no namespace.
    return { namespace: split.prefix === '' ? '' : scope[split.prefix.slice(0, -1)] ?? '', name: split.name, value: one.value, start: one.start, end: one.end };
  });
  return {
    namespace: scope[prefix.slice(0, -1)] ?? '', name, prefix, attributes, children: [], text: '', isEmptyTag: markup[end - 2] === '/',
    start, innerStart: end, innerEnd: end, end, scope, declares,
    isWhole: /^\s*\/?$/.test(markup.slice(at, end - 1)),
  };
}

/** The prefix that means a namespace here by declaration, with its colon; undefined when none does. */
export function declaredPrefix(scope: Scope, space: string): string | undefined {
  for (let level = scope; level !== rootScope; level = Object.getPrototypeOf(level) as Scope) {
    const prefix = Object.keys(level).find((one) => one !== '' && level[one] === space && scope[one] === space);
    if (prefix !== undefined) return `${prefix}:`;
  }
  return undefined;
}

function splitName(qualified: string): { readonly prefix: string; readonly name: string } {
  const colon = qualified.indexOf(':') + 1;
  return { prefix: qualified.slice(0, colon), name: qualified.slice(colon) };
}

const tagName = /[^\s/<>]+/y;
const attributeWord = /\s+([^\s=<>"'/]+)\s*=\s*("[^"]*"|'[^']*')/y;

function after(markup: string, mark: string, from: number): number {
  const at = markup.indexOf(mark, from);
  return at < 0 ? -1 : at + mark.length;
}

/** A document type may hold declarations of its own between brackets. */
function endOfDeclaration(markup: string, at: number): number {
  const end = after(markup, '>', at);
  const bracket = markup.indexOf('[', at);
  return bracket >= 0 && bracket < end ? after(markup, ']>', bracket) : end;
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The five entities and characters by number; any other entity stays as it is written. */
function unescapeText(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,4}));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return named[name] ?? whole;
    const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
