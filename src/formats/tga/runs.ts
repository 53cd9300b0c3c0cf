import type { ByteSource } from '../bytes.ts';
import { openWindow, type ByteWindow } from '../window.ts';
import type { TgaHeader } from './header.ts';

/**
 * Run-length coded rows, each on demand. The packets are walked once to note where rows begin: a packet may cross rows, and
 * rows may be stored from the bottom up.
 * @returns A row as plain pixels; it holds until the next call.
 * @throws BROKEN_FILE when the packets end early
 * @source Truevision TGA File Format Specification 2.0, "Run-length encoding"
 */
export function openTgaRuns(header: TgaHeader, source: ByteSource): (storedRow: number) => Uint8Array {
  const window = openWindow(source, 'TGA');
  const pixelBytes = Math.ceil(header.bitsPerPixel / 8);
  const row = new Uint8Array(header.widthPx * pixelBytes);
  let starts: { readonly offsets: Float64Array; readonly used: Uint8Array } | undefined;
  return (storedRow) => {
    starts ??= findStarts(header, window, pixelBytes);
    copyRow(window, starts.offsets[storedRow]!, starts.used[storedRow]!, pixelBytes, row);
    return row;
  };
}

/** For each row the packet it begins in, and how many pixels of that packet belong to the row before. */
function findStarts(header: TgaHeader, window: ByteWindow, pixelBytes: number): { offsets: Float64Array; used: Uint8Array } {
  const starts = { offsets: new Float64Array(header.heightPx), used: new Uint8Array(header.heightPx) };
  let [offset, pixel, row] = [header.pixelOffset, 0, 0];
  while (row < header.heightPx) {
    const mark = window.byte(offset);
    const count = (mark & 127) + 1;
    for (; row < header.heightPx && row * header.widthPx < pixel + count; row++) {
      starts.offsets[row] = offset;
      starts.used[row] = row * header.widthPx - pixel;
    }
    pixel += count;
    offset += 1 + pixelBytes * (mark & 128 ? 1 : count);
  }
  return starts;
}

function copyRow(window: ByteWindow, start: number, startUsed: number, pixelBytes: number, row: Uint8Array): void {
  let [offset, used] = [start, startUsed];
  for (let put = 0; put < row.length;) {
    const mark = window.byte(offset);
    const packet = (mark & 127) + 1;
    const count = Math.min(packet - used, (row.length - put) / pixelBytes);
    if (mark & 128) {
      for (let part = 0; part < pixelBytes; part++) {
        const value = window.byte(offset + 1 + part);
        for (let index = 0, at = put + part; index < count; index++, at += pixelBytes) row[at] = value;
      }
      put += count * pixelBytes;
    } else {
      row.set(window.take(offset + 1 + used * pixelBytes, count * pixelBytes), put);
      put += count * pixelBytes;
    }
    offset += 1 + pixelBytes * (mark & 128 ? 1 : packet);
    used = 0;
  }
}
