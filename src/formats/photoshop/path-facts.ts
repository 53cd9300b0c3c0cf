import { transformPath, uprighting } from '../path/transform.ts';
import type { Path } from '../path/types.ts';
import { clippingPath, readPath, savedPaths, writePath } from './paths.ts';

/** A saved path as it is kept with an asset. */
export type PathFact = {
  readonly name: string;
  /** The one that makes the mask. */
  readonly isClipping: boolean;
  /** Path records in base64, in the unit square of the image upright; undefined where there was no room for them. */
  readonly records: string | undefined;
};

/** Bytes of records kept of one image: about 10 000 knots. A row of the library grows by a third more. */
const mostRecordBytes = 256 * 2 ** 10;
/** Photoshop itself numbers 998 of them. */
const mostPaths = 1000;

/** What the library keeps of an image's paths: all names, and the outlines while there is room, the clipping path first.
 *  @param block Photoshop resources of the source, undefined for none.
 *  @param orientation EXIF orientation of the stored image, 1..8. */
export function photoshopPathFacts(block: Uint8Array | undefined, orientation: number): {
  readonly photoshopPathNames: readonly string[]; readonly photoshopPaths: readonly PathFact[];
} {
  const paths = block ? savedPaths(block).slice(0, mostPaths) : [];
  const clippingName = block && clippingPath(block)?.name;
  const clippingIndex = paths.findIndex(({ name }) => name === clippingName);
  const kept: (string | undefined)[] = [];
  let room = mostRecordBytes;
  for (const index of [...paths.keys()].toSorted((a, b) => Number(b === clippingIndex) - Number(a === clippingIndex))) {
    const records = paths[index]!.records;
    if (records.byteLength > room) continue;
    kept[index] = uprightRecords(records, orientation);
    room -= records.byteLength;
  }
  return {
    photoshopPathNames: paths.map(({ name }) => name),
    photoshopPaths: paths.map(({ name }, index) => ({ name, isClipping: index === clippingIndex, records: kept[index] })),
  };
}

/** The outline of a kept path, in the unit square of the image upright; undefined when it was not kept.
 *  @throws BROKEN_FILE for records that no one could have drawn. */
export function pathOfFact(fact: { readonly records?: string | undefined }): Path | undefined {
  return fact.records === undefined ? undefined : readPath(Buffer.from(fact.records, 'base64'));
}

function uprightRecords(records: Uint8Array, orientation: number): string {
  return Buffer.from(writePath(transformPath(readPath(records), uprighting(orientation)))).toString('base64');
}
