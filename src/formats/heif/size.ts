import { byteReader, type ByteReader, type ByteSource } from '../bytes.ts';

const headBytes = 2 ** 20;
/** Boxes that hold boxes, with the bytes before the first of them. */
const containers: Readonly<Record<string, number>> = { meta: 12, iprp: 8, ipco: 8 };
const limits = { boxes: 20_000, depth: 4 };

/** The largest picture inside a HEIF file: of a grid of tiles that is the whole; undefined when the file does not say.
 *  @source ISO/IEC 23008-12 §6.5.3 "Image spatial extents" */
export function heifSize(source: ByteSource): { readonly widthPx: number; readonly heightPx: number } | undefined {
  try {
    const numbers = byteReader(source.read(0, Math.min(headBytes, source.sizeBytes)), 'big', 'HEIF');
    const sizes: { readonly widthPx: number; readonly heightPx: number }[] = [];
    walk(numbers, 0, numbers.sizeBytes, 0, (type, at) => {
      if (type === 'ispe') sizes.push({ widthPx: numbers.u32(at + 12), heightPx: numbers.u32(at + 16) });
    });
    return sizes.toSorted((one, other) => other.widthPx * other.heightPx - one.widthPx * one.heightPx)[0];
  } catch {
    return undefined;
  }
}

function walk(numbers: ByteReader, start: number, end: number, depth: number, visit: (type: string, at: number) => void): void {
  let at = start;
  for (let count = 0; at + 8 <= end && count < limits.boxes; count++) {
    const [length, type] = [numbers.u32(at), numbers.latin1(at + 4, 4)];
    visit(type, at);
    const inside = Object.hasOwn(containers, type) ? containers[type] : undefined;
    if (inside !== undefined && depth < limits.depth) walk(numbers, at + inside, Math.min(end, at + length), depth + 1, visit);
    if (length < 8) return;
    at += length;
  }
}
