import { byteReader, type ByteSource } from '../../bytes.ts';
import type { Path } from '../../path/types.ts';
import { readPath } from '../../photoshop/paths.ts';
import { readBlock, type PsdBlock } from '../layers/blocks.ts';

/** A path that a layer shows inside of. */
export type PsdVectorMask = {
  /** In the unit square of the canvas, y downwards; `isInverted` of it is that of the mask too. */
  readonly path: Path;
  readonly isDisabled: boolean;
};

/** Ten times what 100,000 knots need, which is where reading stops. */
const maxBlockBytes = 26 * 2 ** 20;

/** @returns Undefined when the layer has none.
 *  @throws BROKEN_FILE
 *  @source Adobe Photoshop file formats specification, "Vector mask setting" */
export function readPsdVectorMask(source: ByteSource, blocks: readonly PsdBlock[]): PsdVectorMask | undefined {
  const block = blocks.find(({ key }) => key === 'vmsk' || key === 'vsms');
  if (!block) return undefined;
  const content = readBlock(source, block, maxBlockBytes);
  const flags = byteReader(content, 'big', 'Photoshop vector mask').u32(4);
  const path = readPath(content.subarray(8));
  return { path: flags & 1 ? { ...path, isInverted: !path.isInverted } : path, isDisabled: (flags & 4) !== 0 };
}
