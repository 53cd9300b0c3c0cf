import type { PsdLayer, PsdMask } from './types.ts';

/** The raster mask that the layer's own transparency does not contain yet. The pixels of a fill with a vector mask are drawn
 *  inside of it, and its mask is what it has beside (seen in real documents: transparency × user mask = mask, exactly);
 *  the pixels of any other layer know of no mask.
 *  @returns Undefined where there is nothing to apply, because there is no mask or because it is disabled. */
export function unappliedMask(layer: Pick<PsdLayer, 'content' | 'mask' | 'userMask'>): PsdMask | undefined {
  const isFill = layer.content === 'solidFill' || layer.content === 'gradientFill' || layer.content === 'patternFill';
  const mask = isFill && layer.mask?.isFromVector ? layer.userMask : layer.mask;
  return mask?.isDisabled ? undefined : mask;
}
