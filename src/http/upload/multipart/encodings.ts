import { Failure } from '#base';

import type { TransferEncoding } from './head.ts';

/** Turns the bytes of a part back into content, slice by slice. */
export type PartDecoder = {
  decode(bytes: Buffer): Buffer;
  /** What was kept back at the end of the part. */
  finish(): Buffer;
};

const nothing = Buffer.alloc(0);
const raw: PartDecoder = { decode: (bytes) => bytes, finish: () => nothing };

const decoders: { readonly [Encoding in TransferEncoding]: () => PartDecoder } = {
  '7bit': () => raw,
  '8bit': () => raw,
  binary: () => raw,
  base64: createBase64Decoder,
  'quoted-printable': createQuotedPrintableDecoder,
};

/** Makes the decoder of one part. Base64 that is none throws MALFORMED_MULTIPART; quoted-printable keeps
 *  what it cannot read as it stands. @source RFC 2045 §6 */
export function createPartDecoder(encoding: TransferEncoding): PartDecoder {
  return decoders[encoding]();
}

function createBase64Decoder(): PartDecoder {
  let rest = '';
  let isPadded = false;

  function refuse(): never {
    throw new Failure('MALFORMED_MULTIPART', { detail: 'a part is not valid base64' });
  }

  return {
    decode(bytes) {
      const text = bytes.toString('latin1').replace(/[\r\n\t ]+/g, '');
      const paddingAt = text.indexOf('=');
      const digits = paddingAt < 0 ? text : text.slice(0, paddingAt);
      const isWrong = /[^A-Za-z0-9+/]/.test(digits) || (isPadded && digits !== '')
        || (paddingAt >= 0 && !/^={1,2}$/.test(text.slice(paddingAt)));
      if (isWrong) refuse();
      if (paddingAt >= 0) isPadded = true;
      const whole = rest + digits;
      const usable = whole.length - whole.length % 4;
      rest = whole.slice(usable);
      return Buffer.from(whole.slice(0, usable), 'base64');
    },
    finish: () => rest.length === 1 ? refuse() : Buffer.from(rest, 'base64'),
  };
}

const CR = 13, LF = 10, SPACE = 32, TAB = 9, EQUALS = 61;
/** White space kept back to see whether a line break follows; a longer run is content. */
const maxKeptBytes = 1000;

/** `text`: outside of escapes, keeping back white space. `equals`, `digit`: inside an escape.
 *  `soft`: between `=` and the line break it hides. */
type QuotedState = 'text' | 'equals' | 'digit' | 'soft';

function createQuotedPrintableDecoder(): PartDecoder {
  let state: QuotedState = 'text';
  let kept: number[] = [];
  let out: number[] = [];

  function release(): void {
    out.push(...kept);
    kept = [];
    state = 'text';
  }

  function take(byte: number): void {
    const isBlank = byte === SPACE || byte === TAB || byte === CR;
    if (kept.length > maxKeptBytes) release();
    if (state === 'equals' && isHexDigit(byte)) {
      kept.push(byte);
      state = 'digit';
    } else if (state === 'digit' && isHexDigit(byte)) {
      out.push(parseInt(String.fromCharCode(kept[1] ?? 0, byte), 16));
      kept = [];
      state = 'text';
    } else if ((state === 'equals' || state === 'soft') && isBlank) {
      kept.push(byte);
      state = 'soft';
    } else if ((state === 'equals' || state === 'soft') && byte === LF) {
      kept = [];
      state = 'text';
    } else if (state !== 'text') {
      release();
      take(byte);
    } else if (byte === LF) {
      if (kept.at(-1) === CR) out.push(CR);
      out.push(LF);
      kept = [];
    } else if (isBlank && kept.at(-1) !== CR) {
      kept.push(byte);
    } else {
      release();
      if (isBlank) kept.push(byte);
      else if (byte === EQUALS) {
        kept.push(byte);
        state = 'equals';
      } else out.push(byte);
    }
  }

  function takeOut(): Buffer {
    const bytes = Buffer.from(out);
    out = [];
    return bytes;
  }

  return {
    decode(bytes) {
      for (const byte of bytes) take(byte);
      return takeOut();
    },
    finish() {
      // White space and a lone `=` at the very end were added on the way.
      if (state === 'digit' || kept.at(-1) === CR) release();
      return takeOut();
    },
  };
}

function isHexDigit(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 70) || (byte >= 97 && byte <= 102);
}
