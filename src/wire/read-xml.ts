import { hash } from 'node:crypto';
import { Failure } from '#base';
import { ParseOption, XmlDocument, XmlLibError } from 'libxml2-wasm';

import { buildTree } from './build-tree.ts';
import { endOfRoot, startOfRoot } from './scan-xml.ts';
import type { XmlElement } from './types.ts';

/** What a request may cost us before anybody has proved who they are. 1 MiB of `<a/>` is 260,000 elements and a
 *  third of a second of work; ten thousand handles are 10,000 elements. */
const requestLimits = { maxSizeBytes: 1024 * 1024, maxElements: 50_000 };
const maxDepth = 64;

export type ReadXmlOptions = {
  /** Cut off what follows the root's end tag; some clients send a stray quote there. */
  readonly trailingJunk?: boolean;
  /** For a client of ours that reads long answers; a door keeps the defaults, 1 MiB and 50,000 elements. */
  readonly maxSizeBytes?: number;
  readonly maxElements?: number;
};

/** Reads a request's XML into plain objects: no document type, no entities but the five, at most 1 MiB,
 *  50,000 elements and 64 levels; UTF-8, UTF-16, Latin-1 and whatever else the declaration names.
 *  @throws INVALID_REQUEST_XML */
export function readXml(bytes: Uint8Array, options: ReadXmlOptions = {}): XmlElement {
  const { maxSizeBytes, maxElements } = { ...requestLimits, ...options };
  if (bytes.byteLength > maxSizeBytes) throw refusal(`larger than ${maxSizeBytes} bytes`);
  const text = decodeText(bytes).trimStart().replace(/\r\n?/g, '\n');
  const start = startOfRoot(text);
  if (start === 'doctype') throw refusal('a document type declaration is not allowed');
  if (start === undefined) throw refusal('there is no element in it');
  const document = options.trailingJunk === true ? text.slice(0, endOfRoot(text)) : text;
  assertWellFormed(document);
  return buildTree(document, start, { maxDepth, maxElements, tooDeep, tooMany: () => tooMany(maxElements) });
}

/** Programs that follow a job send the same text again and again. Kept by digest, since it holds a password. */
const wellFormed = new Set<string>();
const mostRemembered = 256;
const longestRemembered = 16_384;

function assertWellFormed(text: string): void {
  if (text.length > longestRemembered) return judge(text);
  const digest = hash('sha256', text, 'base64');
  if (wellFormed.has(digest)) return;
  judge(text);
  if (wellFormed.size >= mostRemembered) wellFormed.clear();
  wellFormed.add(digest);
}

function judge(text: string): void {
  try {
    XmlDocument.fromString(text, { option: parseOptions }).dispose();
  } catch (error) {
    if (!(error instanceof XmlLibError)) throw error;
    /** libxml2 has a depth of its own, 256, and names a switch of its own to lift it. */
    if (error.message.includes('Excessive depth')) throw tooDeep();
    throw refusal(error.message.trim().split('\n')[0] || 'not well-formed', error);
  }
}

const tooDeep = (): Failure => refusal(`more than ${maxDepth} levels deep`);
const tooMany = (maxElements: number): Failure => refusal(`more than ${maxElements} elements`);

/** The text is decoded already, so the declared encoding is to be ignored. */
const parseOptions: ParseOption = ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE
  | ParseOption.XML_PARSE_NOCDATA | ParseOption.XML_PARSE_IGNORE_ENC | ParseOption.XML_PARSE_COMPACT;

/** Bytes → text by byte order mark, else by the declaration, else UTF-8. The decoder drops the mark itself.
 *  `ISO-8859-1` reads as windows-1252, as in browsers: clients that say the one mean the other. */
function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch (error) {
    throw refusal('the bytes do not fit the declared encoding', error);
  }
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return 'utf-16be';
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 256));
  const declared = /^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.-]*)["']/.exec(head)?.[1] ?? 'utf-8';
  /** Found in single bytes, a declaration of UTF-16 is a lie (or was true before somebody converted the text). */
  return /^utf-?16/i.test(declared) ? 'utf-8' : declared;
}

function refusal(detail: string, cause?: unknown): Failure {
  return new Failure('INVALID_REQUEST_XML', { detail }, { cause });
}
