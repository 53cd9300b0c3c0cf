import type { ByteSource } from '../../bytes.ts';
import { readBlock, type PsdBlock } from '../layers/blocks.ts';
import { colourIn, type PsdColour } from './colour.ts';
import { readVersionedDescriptor } from './descriptor.ts';
import { flagIn } from './values.ts';

/** What a shape is drawn with. */
export type PsdFill = {
  /** Of solid fills; undefined for gradients, patterns and the colours of books. */
  readonly colour: PsdColour | undefined;
  /** Its outline is drawn too. */
  readonly hasStroke: boolean;
};

const maxBlockBytes = 2 ** 20;

/** Reads the fill of a fill layer or shape.
 *  @returns Undefined when the layer is none.
 *  @throws BROKEN_FILE
 *  @source Adobe Photoshop file formats specification, "Solid color sheet setting", "Vector Stroke Content Data" */
export function readPsdFill(source: ByteSource, blocks: readonly PsdBlock[]): PsdFill | undefined {
  const block = blocks.find(({ key }) => ['SoCo', 'GdFl', 'PtFl', 'vscg'].includes(key));
  if (!block) return undefined;
  const stroke = blocks.find(({ key }) => key === 'vstk');
  const hasStroke = stroke !== undefined && flagIn(readVersionedDescriptor(readBlock(source, stroke, maxBlockBytes), 0).descriptor, 'strokeEnabled') === true;
  if (block.key === 'GdFl' || block.key === 'PtFl') return { colour: undefined, hasStroke };
  // A shape's fill names its kind before the descriptor.
  const { descriptor } = readVersionedDescriptor(readBlock(source, block, maxBlockBytes), block.key === 'vscg' ? 4 : 0);
  return { colour: colourIn(descriptor, 'Clr'), hasStroke };
}
