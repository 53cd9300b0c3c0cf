import { inflateSync } from 'node:zlib';
import { latin1, type ByteSource } from '../bytes.ts';

/** An object of a PDF: its text, and the bytes of its stream where it has one. */
export type PdfObject = {
  /** Without the stream; texts are left as they stand. */
  readonly text: string;
  /** Inflated where it is; undefined for none, for one compressed otherwise, and above `mostBytes`. */
  content(mostBytes: number): string | undefined;
};

/** Objects of a PDF by their number. */
export type PdfObjects = {
  /** Number of the catalog. */
  readonly root: number;
  find(number: number): PdfObject | undefined;
};

const mostObjects = 1_000_000;
const mostTextBytes = 4 * 2 ** 20;
const tailBytes = 4096;

/** Opens a PDF with a table of its objects, one section, as Ghostscript writes it; undefined for any other.
 *  @source ISO 32000-1, §7.5.4 "Cross-reference table" */
export function openPdfObjects(source: ByteSource): PdfObjects | undefined {
  const tailLength = Math.min(tailBytes, source.sizeBytes);
  const tail = latin1(source.read(source.sizeBytes - tailLength, tailLength));
  const start = Number(/startxref\s+(\d{1,15})\s+%%EOF\s*$/.exec(tail)?.[1] ?? Number.NaN);
  if (!(start < source.sizeBytes)) return undefined;
  const table = latin1(source.read(start, source.sizeBytes - start));
  const [head, count] = /^xref\s+0 (\d{1,7})\s*\n/.exec(table) ?? [];
  const root = /\/Root\s+(\d{1,7})\s+0\s+R/.exec(table)?.[1];
  if (head === undefined || root === undefined || Number(count) > mostObjects) return undefined;
  const offsets = Array.from({ length: Number(count) }, (_entry, number) => {
    const entry = table.slice(head.length + number * 20, head.length + number * 20 + 18);
    return entry.endsWith('n') ? Number(entry.slice(0, 10)) : undefined;
  });
  const ends = new Map<number, number>();
  const sorted = offsets.filter((offset) => offset !== undefined && offset < start).toSorted((a, b) => a! - b!);
  for (const [index, offset] of sorted.entries()) ends.set(offset!, sorted[index + 1] ?? start);
  return {
    root: Number(root),
    find(number) {
      const offset = offsets[number];
      const end = offset === undefined ? undefined : ends.get(offset);
      return offset === undefined || end === undefined ? undefined : readObject(source, offset, end);
    },
  };
}

function readObject(source: ByteSource, offset: number, end: number): PdfObject {
  const whole = latin1(source.read(offset, Math.min(end - offset, mostTextBytes)));
  const mark = /\bstream\r?\n/.exec(whole);
  const text = mark ? whole.slice(0, mark.index) : whole;
  return {
    text,
    content(mostBytes) {
      if (!mark || end - offset > mostBytes) return undefined;
      const start = offset + mark.index + mark[0].length;
      const bytes = source.read(start, end - start);
      const filter = /\/Filter\s*\[?\s*\/(\w+)/.exec(text)?.[1];
      try {
        if (filter === undefined) return latin1(bytes);
        return filter === 'FlateDecode' ? inflateSync(bytes, { maxOutputLength: mostBytes }).toString('latin1') : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
