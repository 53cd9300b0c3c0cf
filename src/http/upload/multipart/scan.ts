import { Failure } from '#base';

import { readPartHead, type PartHead } from './head.ts';

/** What the scanner finds, in order: a head, its bytes in any number of slices, its end. */
export type ScanEvent =
  | { readonly kind: 'head'; readonly head: PartHead }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'end' };

export type ScanLimits = {
  /** Bytes of one part's headers. */
  readonly headerBytes: number;
  /** Bytes before the first delimiter and after the last. */
  readonly strayBytes: number;
};

/** Finds the parts of a multipart body, fed in chunks of any size. */
export interface Scanner {
  /** Slices of `chunk` are handed out without a copy: do not reuse it.
   *  @throws MALFORMED_MULTIPART, UPLOAD_LIMIT */
  feed(chunk: Buffer): Iterable<ScanEvent>;
  /** Call once after the last chunk. @throws MALFORMED_MULTIPART when the body stops inside a part */
  finish(): Iterable<ScanEvent>;
}

/**
 * `opening`: before the first delimiter. `head`: header lines. `content`: bytes of a part.
 * `closed`: after a closing delimiter, where some senders go on with the headers of the next part.
 * `epilogue`: text after that, up to a delimiter should one come.
 */
type State = 'opening' | 'head' | 'content' | 'closed' | 'epilogue';
type DelimiterLine = { readonly end: number; readonly isClosing: boolean };

const CR = 13, LF = 10, SPACE = 32, TAB = 9, DASH = 45;
/** White space a transport may append to a delimiter; more means it is no delimiter. */
const maxPaddingBytes = 128;
const nothing = Buffer.alloc(0);
const whereabouts: { readonly [S in State]: string } = {
  opening: 'before the first delimiter', head: 'inside the headers of a part', content: 'inside a part',
  closed: 'after the last part', epilogue: 'after the last part',
};

/**
 * Makes a scanner for one body. It is forgiving where senders err: lines may end in LF alone, a closing delimiter
 * may be followed by further parts, and a delimiter may come without the blank line after the headers.
 * It searches whole chunks and keeps back only what could be the beginning of a delimiter.
 * @source RFC 2046 §5.1; specification of the upload protocol, §2.1
 */
export function createScanner(boundary: string, limits: ScanLimits): Scanner {
  const dashes = Buffer.from(`--${boundary}`, 'latin1');
  const needle = Buffer.concat([Buffer.of(LF), dashes]);
  let state: State = 'opening';
  /** True where a delimiter needs no line break before it: at the start of the body and of a part's content. */
  let isAtStart = true;
  let held: Buffer = nothing;
  let headerLines: Buffer[] = [];
  let headerBytes = 0;
  let linePieces: Buffer[] = [];
  let strayBytes = 0;

  function delimiterAt(buffer: Buffer, at: number, isLast: boolean): DelimiterLine | 'no' | 'more' {
    const available = Math.min(dashes.length, buffer.length - at);
    if (buffer.compare(dashes, 0, available, at, at + available) !== 0) return 'no';
    if (available < dashes.length) return isLast ? 'no' : 'more';
    let position = at + dashes.length;
    let isClosing = false;
    if (buffer[position] === DASH) {
      if (position + 1 >= buffer.length) return isLast ? 'no' : 'more';
      if (buffer[position + 1] !== DASH) return 'no';
      isClosing = true;
      position += 2;
    }
    const padded = position + maxPaddingBytes;
    while (position < padded && (buffer[position] === SPACE || buffer[position] === TAB)) position += 1;
    if (buffer[position] === CR) position += 1;
    if (position >= buffer.length) return isLast ? { end: position, isClosing } : 'more';
    return buffer[position] === LF ? { end: position + 1, isClosing } : 'no';
  }

  /** Where the bytes begin that might turn out to be a delimiter once more arrive. */
  function startOfDoubt(buffer: Buffer, from: number): number {
    const window = Math.max(from, buffer.length - needle.length + 1);
    const lineBreak = window + buffer.subarray(window).lastIndexOf(LF);
    const isDoubtful = lineBreak >= window && buffer.compare(needle, 0, buffer.length - lineBreak, lineBreak) === 0;
    if (isDoubtful) return beforeCarriageReturn(buffer, lineBreak, from);
    return buffer.length > from && buffer[buffer.length - 1] === CR ? buffer.length - 1 : buffer.length;
  }

  function* hand(bytes: Buffer): Iterable<ScanEvent> {
    if (bytes.length === 0) return;
    if (state === 'content') yield { kind: 'bytes', bytes };
    else countStray(bytes.length);
  }

  function countStray(sizeBytes: number): void {
    strayBytes += sizeBytes;
    if (strayBytes > limits.strayBytes) {
      throw new Failure('UPLOAD_LIMIT', { limit: limits.strayBytes, unit: 'bytes outside of parts' });
    }
  }

  function pass(delimiter: { readonly isClosing: boolean }): void {
    state = delimiter.isClosing ? 'closed' : 'head';
    isAtStart = false;
    headerLines = [];
    headerBytes = 0;
  }

  /** Hands out bytes up to the next delimiter. @returns where to go on, or undefined when more bytes are needed */
  function* toDelimiter(buffer: Buffer, from: number, isLast: boolean): Generator<ScanEvent, number | undefined> {
    if (isAtStart) {
      const found = delimiterAt(buffer, from, isLast);
      if (found === 'more') return keep(buffer, from);
      isAtStart = false;
      if (found !== 'no') {
        if (state === 'content') yield { kind: 'end' };
        pass(found);
        return found.end;
      }
    }
    for (let at = buffer.indexOf(needle, from); at >= 0; at = buffer.indexOf(needle, at + 1)) {
      const found = delimiterAt(buffer, at + 1, isLast);
      if (found === 'no') continue;
      const contentEnd = beforeCarriageReturn(buffer, at, from);
      yield* hand(buffer.subarray(from, contentEnd));
      if (found === 'more') return keep(buffer, contentEnd);
      if (state === 'content') yield { kind: 'end' };
      pass(found);
      return found.end;
    }
    const doubt = isLast ? buffer.length : startOfDoubt(buffer, from);
    yield* hand(buffer.subarray(from, doubt));
    return keep(buffer, doubt);
  }

  function keep(buffer: Buffer, from: number): undefined {
    held = buffer.subarray(from);
  }

  /** Takes one line of headers, or of what follows a closing delimiter. */
  function* takeLine(line: Buffer): Iterable<ScanEvent> {
    const delimiter = delimiterAt(line, 0, true);
    const isWholeLine = delimiter !== 'no' && delimiter !== 'more';
    if (state === 'closed') {
      if (isWholeLine) pass(delimiter);
      else if (/^content-[a-z-]+[ \t]*:/i.test(line.toString('latin1'))) {
        state = 'head';
        headerLines = [line];
      } else if (line.length > 0) {
        state = 'epilogue';
        isAtStart = true;
      }
      return;
    }
    if (line.length > 0 && !isWholeLine) {
      headerLines.push(line);
      return;
    }
    yield { kind: 'head', head: readPartHead(headerLines) };
    if (isWholeLine) {
      yield { kind: 'end' };
      pass(delimiter);
    } else {
      state = 'content';
      isAtStart = true;
    }
  }

  function* toLineEnd(buffer: Buffer, from: number): Generator<ScanEvent, number | undefined> {
    const lineBreak = buffer.indexOf(LF, from);
    const end = lineBreak < 0 ? buffer.length : lineBreak + 1;
    headerBytes += end - from;
    if (headerBytes > limits.headerBytes) {
      if (state === 'head') throw new Failure('UPLOAD_LIMIT', { limit: limits.headerBytes, unit: 'bytes of part headers' });
      countStray(headerBytes);
      linePieces = [];
      state = 'epilogue';
      isAtStart = lineBreak >= 0;
      return end;
    }
    linePieces.push(buffer.subarray(from, lineBreak < 0 ? end : lineBreak));
    if (lineBreak < 0) return undefined;
    yield* takeLine(withoutCarriageReturn(joinPieces()));
    return end;
  }

  function joinPieces(): Buffer {
    const line = linePieces.length === 1 ? linePieces[0] ?? nothing : Buffer.concat(linePieces);
    linePieces = [];
    return line;
  }

  function* scan(buffer: Buffer, isLast: boolean): Iterable<ScanEvent> {
    let position: number | undefined = 0;
    while (position !== undefined && position < buffer.length) {
      position = state === 'head' || state === 'closed'
        ? yield* toLineEnd(buffer, position)
        : yield* toDelimiter(buffer, position, isLast);
    }
  }

  return {
    feed(chunk) {
      const buffer = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
      held = nothing;
      return scan(buffer, false);
    },
    *finish() {
      const rest = held;
      held = nothing;
      yield* scan(rest, true);
      if (linePieces.length > 0) yield* takeLine(withoutCarriageReturn(joinPieces()));
      // A last delimiter without its closing dashes loses nothing, so it may end the body.
      const isComplete = state === 'closed' || state === 'epilogue' || (state === 'head' && headerLines.length === 0);
      if (isComplete) return;
      throw new Failure('MALFORMED_MULTIPART', { detail: `the body ends ${whereabouts[state]}` });
    },
  };
}

function beforeCarriageReturn(buffer: Buffer, lineBreak: number, from: number): number {
  return lineBreak > from && buffer[lineBreak - 1] === CR ? lineBreak - 1 : lineBreak;
}

function withoutCarriageReturn(line: Buffer): Buffer {
  return line.at(-1) === CR ? line.subarray(0, -1) : line;
}
