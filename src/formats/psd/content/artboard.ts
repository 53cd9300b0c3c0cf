import type { ByteSource } from '../../bytes.ts';
import { readBlock, type PsdBlock } from '../layers/blocks.ts';
import type { PsdBox } from '../layers/types.ts';
import { readVersionedDescriptor } from './descriptor.ts';
import { descriptorIn, numberIn } from './values.ts';

const maxBlockBytes = 2 ** 20;

/** Place of the artboard that a group is; undefined for every other group.
 *  @throws BROKEN_FILE */
export function readPsdArtboard(source: ByteSource, blocks: readonly PsdBlock[]): PsdBox | undefined {
  const block = blocks.find(({ key }) => key === 'artb' || key === 'artd');
  const rectangle = block && descriptorIn(readVersionedDescriptor(readBlock(source, block, maxBlockBytes), 0).descriptor, 'artboardRect');
  if (!rectangle) return undefined;
  const side = (key: string): number => Math.round(numberIn(rectangle, key) ?? 0);
  return { leftPx: side('Left'), topPx: side('Top'), rightPx: side('Rght'), bottomPx: side('Btom') };
}
