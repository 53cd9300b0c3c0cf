import { brokenFile, byteReader, type ByteReader } from '../bytes.ts';
import type { Knot, Path, SubPath } from '../path/types.ts';
import { clippingNameOf, photoshopResources, type PhotoshopResource } from './resources.ts';

/** A saved path of an image. */
export type SavedPath = {
  readonly name: string;
  /** Path records as they stand in the file. */
  readonly records: Uint8Array;
};

/** Bytes of a path record, whatever its kind. */
const recordBytes = 26;
/** A hundred times what a careful hand draws around hair. */
const mostKnots = 100_000;
/** Fixed point with 24 bits behind the point. */
const fixedOne = 2 ** 24;

/** What the first two bytes of a record say it is. */
const kinds = { closedLength: 0, linkedClosedKnot: 1, closedKnot: 2, openLength: 3, linkedOpenKnot: 4, openKnot: 5, fillRule: 6, initialFill: 8 } as const;
const knotKinds: ReadonlySet<number> = new Set([kinds.linkedClosedKnot, kinds.closedKnot, kinds.linkedOpenKnot, kinds.openKnot]);

/** Saved paths in the order of their resource ids, the work path (which has no name) left out. */
export function savedPaths(block: Uint8Array): readonly SavedPath[] {
  return pathResources(photoshopResources(block)).map(({ name, content }) => ({ name, records: content }));
}

/** The path that clips: the one resource 2999 names; without that, the path of resource 2000 if it is the only one.
 *  @source specification of uploads, §3.4 */
export function clippingPath(block: Uint8Array): SavedPath | undefined {
  const resources = photoshopResources(block);
  const paths = pathResources(resources);
  const name = clippingNameOf(resources);
  const chosen = name === undefined ? (paths.length === 1 && paths[0]?.id === 2000 ? paths[0] : undefined)
    : paths.find((path) => path.name === name) ?? paths.find((path) => path.name.trim() === name.trim());
  return chosen && { name: chosen.name, records: chosen.content };
}

function pathResources(resources: readonly PhotoshopResource[]): readonly PhotoshopResource[] {
  return resources.filter(({ id }) => id >= 2000 && id <= 2997).toSorted((a, b) => a.id - b.id);
}

/** Reads path records. What is cut off or unknown is passed over, and knots beyond those announced too.
 *  @returns a path in the unit square of the image as it is stored, y downwards; parts may lie outside the square.
 *  @throws BROKEN_FILE above 100 000 knots.
 *  @source Adobe Photoshop file formats specification, "Path resource format" */
export function readPath(records: Uint8Array): Path {
  const numbers = byteReader(records, 'big', 'Photoshop path');
  const subpaths: (SubPath & { readonly knots: Knot[] })[] = [];
  let isInverted = false;
  let [awaited, knots] = [0, 0];
  for (let at = 0; at + recordBytes <= records.byteLength; at += recordBytes) {
    const kind = numbers.u16(at);
    if (kind === kinds.closedLength || kind === kinds.openLength) {
      awaited = numbers.u16(at + 2);
      subpaths.push({ isClosed: kind === kinds.closedLength, knots: [] });
    } else if (kind === kinds.initialFill) isInverted = numbers.u16(at + 2) === 1;
    else if (knotKinds.has(kind) && awaited > 0) {
      awaited--;
      if (++knots > mostKnots) throw brokenFile(`a Photoshop path has more than ${mostKnots} knots`);
      subpaths.at(-1)?.knots.push(readKnot(numbers, at + 2));
    }
  }
  return { isInverted, subpaths: subpaths.filter((subpath) => subpath.knots.length > 0) };
}

/** Handle before, knot, handle behind; each y first. */
function readKnot(numbers: ByteReader, at: number): Knot {
  const fixed = (index: number): number => numbers.i32(at + index * 4) / fixedOne;
  return { yIn: fixed(0), xIn: fixed(1), y: fixed(2), x: fixed(3), yOut: fixed(4), xOut: fixed(5) };
}

/** Writes path records that `readPath` reads as the same path, to the nearest 1/2^24. */
export function writePath(path: Path): Uint8Array {
  const count = 2 + path.subpaths.reduce((sum, { knots }) => sum + 1 + knots.length, 0);
  const records = new Uint8Array(count * recordBytes);
  const view = new DataView(records.buffer);
  let at = 0;
  const put = (kind: number, value: number): void => {
    view.setUint16(at, kind);
    view.setUint16(at + 2, value);
    at += recordBytes;
  };
  put(kinds.fillRule, 0);
  put(kinds.initialFill, path.isInverted ? 1 : 0);
  for (const { isClosed, knots } of path.subpaths) {
    put(isClosed ? kinds.closedLength : kinds.openLength, knots.length);
    for (const knot of knots) {
      view.setUint16(at, isClosed ? kinds.closedKnot : kinds.openKnot);
      for (const [index, value] of [knot.yIn, knot.xIn, knot.y, knot.x, knot.yOut, knot.xOut].entries()) {
        view.setInt32(at + 2 + index * 4, Math.min(2 ** 31 - 1, Math.max(-(2 ** 31), Math.round(value * fixedOne))));
      }
      at += recordBytes;
    }
  }
  return records;
}
