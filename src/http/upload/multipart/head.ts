import { Failure } from '#base';

/** How a part's bytes are written; the first three mean raw. */
export const transferEncodings = ['7bit', '8bit', 'binary', 'base64', 'quoted-printable'] as const;
export type TransferEncoding = (typeof transferEncodings)[number];

/** What the headers of a part say. */
export type PartHead = {
  /** Empty when the part names itself nothing. */
  readonly name: string;
  /** With its path; undefined when the part is no file. */
  readonly fileName: string | undefined;
  readonly transferEncoding: TransferEncoding;
};

/** Reads the header lines of a part; folded lines are joined, unknown headers ignored.
 *  @throws INVALID_PARAMETER for a transfer encoding nobody knows
 *  @source RFC 7578 §4; specification of the upload protocol, §2.1 */
export function readPartHead(lines: readonly Buffer[]): PartHead {
  const headers = new Map<string, string>();
  for (const line of unfold(lines)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const parameters = readParameters(headers.get('content-disposition') ?? '');
  const plain = parameters.get('filename');
  return {
    name: decodeRaw(parameters.get('name') ?? ''),
    fileName: decodeExtended(parameters.get('filename*')) ?? (plain === undefined ? undefined : decodeRaw(plain)),
    transferEncoding: readTransferEncoding(headers.get('content-transfer-encoding')),
  };
}

/** Reads `; name=value` parameters of a header, quoted or not. Names come back in lower case, the first of equals wins.
 *  A backslash escapes a quote only: old browsers send Windows paths as they are. A quote that is not followed
 *  by the next parameter or the end belongs to the value. */
export function readParameters(header: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  const pattern = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:\\["\\]|\\(?!["\\])|"(?!\s*(?:;|$))|[^"\\])*)"|"?([^;]*))/g;
  for (const [, name = '', quoted, bare] of header.matchAll(pattern)) {
    const value = quoted === undefined ? (bare ?? '').trim() : quoted.replace(/\\\\|\\"/g, (pair) => pair === '\\"' ? '"' : pair);
    if (!parameters.has(name.toLowerCase())) parameters.set(name.toLowerCase(), value);
  }
  return parameters;
}

/** The boundary a `Content-Type` names.
 *  @throws MALFORMED_MULTIPART when it is no multipart/form-data or its boundary is missing or too long */
export function boundaryOf(contentType: string | undefined): string {
  if (!/^\s*multipart\/form-data\s*(?:;|$)/i.test(contentType ?? '')) {
    throw new Failure('MALFORMED_MULTIPART', { detail: `expected multipart/form-data but received '${contentType ?? ''}'` });
  }
  const boundary = readParameters(contentType ?? '').get('boundary') ?? '';
  if (boundary.length < 1 || boundary.length > maxBoundaryCharacters) {
    throw new Failure('MALFORMED_MULTIPART', { detail: `expected a boundary of 1 to ${maxBoundaryCharacters} characters` });
  }
  return boundary;
}

/** RFC 2046 allows 70; some senders go beyond. */
const maxBoundaryCharacters = 200;

function unfold(lines: readonly Buffer[]): readonly string[] {
  const unfolded: string[] = [];
  for (const bytes of lines) {
    const line = bytes.toString('latin1');
    const isContinued = /^[ \t]/.test(line) && unfolded.length > 0;
    if (isContinued) unfolded.push(`${unfolded.pop() ?? ''} ${line.trim()}`);
    else unfolded.push(line);
  }
  return unfolded;
}

/** Raw bytes of a header (held as Latin-1) are UTF-8 where they can be. */
function decodeRaw(latin1: string): string {
  return decodeBytes(Buffer.from(latin1, 'latin1'), 'utf-8') ?? latin1;
}

/** @source RFC 5987 §3.2 */
function decodeExtended(value: string | undefined): string | undefined {
  const match = /^([^']*)'[^']*'(.*)$/.exec(value ?? '');
  const [, charset = '', encoded = ''] = match ?? [];
  if (match === null || /%(?![0-9a-f]{2})/i.test(encoded)) return undefined;
  const bytes = Buffer.from(encoded.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1');
  if (/^utf-?8$/i.test(charset)) return decodeBytes(bytes, 'utf-8');
  return /^iso-8859-1$/i.test(charset) ? bytes.toString('latin1') : undefined;
}

function decodeBytes(bytes: Buffer, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function readTransferEncoding(header: string | undefined): TransferEncoding {
  const received = (header ?? '').toLowerCase();
  if (received === '') return 'binary';
  const encoding = transferEncodings.find((known) => known === received);
  if (encoding !== undefined) return encoding;
  throw new Failure('INVALID_PARAMETER', {
    name: 'Content-Transfer-Encoding', expected: transferEncodings.join(', '), received,
  });
}
