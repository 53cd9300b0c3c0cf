import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { brokenFile } from '#formats';
import { allocate, type Pdfium } from './library.ts';

/** The library asks for half a kilobyte at a time, mostly forwards. */
const windowBytes = 256 * 1024;
/** It counts offsets in 32 bits. */
const largestBytes = 2 ** 32 - 1;

/** Lets the library read a file piece by piece. @returns a FPDF_FILEACCESS that holds until it is disposed of.
 *  @throws BROKEN_FILE above 4 GiB. @source pdfium: public/fpdfview.h */
export function openFileAccess(library: Pdfium, path: string): Disposable & { readonly pointer: number } {
  const { pdfium } = library;
  const file = openSync(path, 'r');
  try {
    const sizeBytes = fstatSync(file).size;
    if (sizeBytes > largestBytes) throw brokenFile('documents above 4 GiB cannot be read');
    const read = windowReader(file);
    const getBlock = pdfium.addFunction((_given, position, into, length) => {
      const bytes = read(position! >>> 0, length! >>> 0);
      if (!bytes) return 0;
      pdfium.HEAPU8.set(bytes, into! >>> 0);
      return 1;
    }, 'iiiii');
    const pointer = allocate(library, 12);
    pdfium.setValue(pointer, sizeBytes, 'i32');
    pdfium.setValue(pointer + 4, getBlock, '*');
    pdfium.setValue(pointer + 8, 0, '*');
    return { pointer, [Symbol.dispose]: () => closeSync(file) };
  } catch (thrown) {
    closeSync(file);
    throw thrown;
  }
}

/** @returns undefined where the file ends before. */
function windowReader(file: number): (position: number, length: number) => Uint8Array | undefined {
  const window = new Uint8Array(windowBytes);
  let [start, end] = [0, 0];
  const whole = (position: number, length: number): Uint8Array | undefined => {
    const bytes = new Uint8Array(length);
    return readSync(file, bytes, 0, length, position) === length ? bytes : undefined;
  };
  return (position, length) => {
    if (length > windowBytes) return whole(position, length);
    if (position < start || position + length > end) {
      start = position;
      end = position + readSync(file, window, 0, windowBytes, position);
    }
    return position + length <= end ? window.subarray(position - start, position - start + length) : undefined;
  };
}
