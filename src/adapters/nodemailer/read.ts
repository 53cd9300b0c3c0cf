import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A mail of a folder, as people read it. */
export type KeptMail = { readonly name: string; readonly date: string; readonly to: string; readonly subject: string; readonly text: string };

/** Mails of a folder, the oldest first; nothing when there is no folder. */
export async function readMailFolder(folder: string): Promise<readonly KeptMail[]> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw thrown;
  }
  const mails: KeptMail[] = [];
  for (const name of names.filter((one) => one.endsWith('.eml')).sort()) mails.push({ name, ...readMail(await readFile(join(folder, name), 'latin1')) });
  return mails;
}

/** Reads what this adapter wrote: headers and the plain text. @source RFC 5322, RFC 2045, RFC 2047 */
export function readMail(source: string): Omit<KeptMail, 'name'> {
  const { headers, body } = partOf(source.replaceAll('\r\n', '\n'));
  const header = (name: string): string => decodedWords(headers.get(name) ?? '');
  return { date: header('date'), to: header('to').replace(/^<(.*)>$/, '$1'), subject: header('subject'), text: plainText(headers, body, 0) };
}

type Headers = ReadonlyMap<string, string>;

/** Mails of ours nest two deep. */
const deepest = 4;

function plainText(headers: Headers, body: string, depth: number): string {
  const type = headers.get('content-type') ?? 'text/plain';
  if (/^text\/plain/i.test(type)) return contentOf(body, headers.get('content-transfer-encoding')?.toLowerCase() ?? '7bit');
  const boundary = /^multipart\/[^;]+;[^]*\bboundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary === undefined || depth === deepest) return '';
  for (const piece of body.split(`--${boundary}`).slice(1)) {
    const part = partOf(piece.replace(/^\n/, ''));
    const text = plainText(part.headers, part.body.replace(/\n$/, ''), depth + 1);
    if (text !== '') return text;
  }
  return '';
}

function partOf(text: string): { readonly headers: Headers; readonly body: string } {
  const end = text.indexOf('\n\n');
  const head = end < 0 ? text : text.slice(0, end);
  const headers = new Map<string, string>();
  for (const line of head.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, body: end < 0 ? '' : text.slice(end + 2) };
}

function contentOf(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1').toString();
  return unquoted(body.replace(/[ \t]*=\n/g, (soft) => soft.slice(0, -2)), /=([0-9a-f]{2})/gi);
}

function decodedWords(text: string): string {
  return text.replace(/(\?=)\s+(=\?)/g, '$1$2').replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_whole, kind: string, word: string) =>
    (kind.toLowerCase() === 'b' ? Buffer.from(word, 'base64').toString() : unquoted(word.replaceAll('_', ' '), /=([0-9a-f]{2})/gi)));
}

function unquoted(text: string, escape: RegExp): string {
  return Buffer.from(text.replace(escape, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1').toString();
}
