import { brokenFile, type ByteSource } from '../bytes.ts';
import { openWindow, type ByteWindow } from '../window.ts';
import type { BmpHeader } from './header.ts';

/** Where a stored row begins in the codes, and at which pixel; -1: nothing was written into it. */
type RowStarts = { readonly offsets: Float64Array; readonly columns: Float64Array };

/**
 * Run-length coded rows, each on demand: the codes are walked once to note where rows begin, so that rows stored from the
 * bottom up come out from the top without holding the image. Pixels that are skipped are 0.
 * @returns A row of a byte for each index, or of three bytes (blue first) for each pixel; it holds until the next call.
 * @throws BROKEN_FILE when the codes stop without an end mark before the last row is full
 * @source Microsoft "Bitmap Compression"; OS/2 2.x "BCA_RLE24"
 */
export function openRuns(header: BmpHeader, source: ByteSource): (storedRow: number) => Uint8Array {
  const window = openWindow(source, 'BMP');
  let starts: RowStarts | undefined;
  const row = new Uint8Array(header.widthPx * (header.compression === 'rle24' ? 3 : 1));
  return (storedRow) => {
    starts ??= findStarts(header, window);
    row.fill(0);
    const offset = starts.offsets[storedRow]!;
    if (offset >= 0) walkRow(header, window, offset, starts.columns[storedRow]!, row);
    return row;
  };
}

function findStarts(header: BmpHeader, window: ByteWindow): RowStarts {
  const starts: RowStarts = { offsets: new Float64Array(header.heightPx).fill(-1), columns: new Float64Array(header.heightPx) };
  let [offset, column, row] = [header.pixelOffset, 0, 0];
  while (row < header.heightPx) {
    starts.offsets[row] = offset;
    starts.columns[row] = column;
    const end = walkRow(header, window, offset, column, undefined);
    if (end.isLast) return starts;
    [offset, column, row] = [end.offset, end.column, row + end.rowsDown];
  }
  return starts;
}

type RowEnd = { readonly isLast: boolean; readonly offset: number; readonly column: number; readonly rowsDown: number };

/** Follows the codes of one row. @param row Filled when given. */
function walkRow(header: BmpHeader, window: ByteWindow, start: number, column: number, row: Uint8Array | undefined): RowEnd {
  const { compression, widthPx } = header;
  const pixelBytes = compression === 'rle24' ? 3 : 1;
  let [at, x] = [start, column];
  for (;;) {
    if (at + 2 > window.sizeBytes) {
      // Some writers leave the end mark out.
      if (at === window.sizeBytes && x >= widthPx) return { isLast: true, offset: at, column: x, rowsDown: 1 };
      throw brokenFile('BMP ends before its contents do');
    }
    const count = window.byte(at);
    if (count > 0) {
      // The common case is worth its own line: a view of the window for each run takes longer than all the rest.
      if (compression === 'rle8') row?.fill(window.byte(at + 1), x, Math.min(x + count, widthPx));
      else if (row) putRun(row, x, Math.min(count, widthPx - x), window.take(at + 1, pixelBytes), compression);
      else window.byte(at + pixelBytes);
      x += count;
      at += 1 + pixelBytes;
      continue;
    }
    const code = window.byte(at + 1);
    at += 2;
    if (code === 0) return { isLast: false, offset: at, column: 0, rowsDown: 1 };
    if (code === 1) return { isLast: true, offset: at, column: 0, rowsDown: 1 };
    if (code === 2) {
      x += window.byte(at);
      const rowsDown = window.byte(at + 1);
      at += 2;
      if (rowsDown > 0) return { isLast: false, offset: at, column: x, rowsDown };
      continue;
    }
    const length = compression === 'rle4' ? Math.ceil(code / 2) : code * pixelBytes;
    if (row) putLiteral(row, x, Math.min(code, widthPx - x), window.take(at, length), compression);
    else window.byte(at + length - 1);
    x += code;
    at += length + (length % 2);
  }
}

function putRun(row: Uint8Array, x: number, count: number, value: Uint8Array, compression: BmpHeader['compression']): void {
  for (let index = 0; index < count; index++) {
    if (compression === 'rle24') row.set(value, (x + index) * 3);
    else row[x + index] = index % 2 === 0 ? value[0]! >> 4 : value[0]! & 15;
  }
}

function putLiteral(row: Uint8Array, x: number, count: number, values: Uint8Array, compression: BmpHeader['compression']): void {
  if (count <= 0) return;
  if (compression === 'rle24') return row.set(values.subarray(0, count * 3), x * 3);
  for (let index = 0; index < count; index++) {
    if (compression === 'rle8') row[x + index] = values[index]!;
    else row[x + index] = index % 2 === 0 ? values[index >> 1]! >> 4 : values[index >> 1]! & 15;
  }
}
