import { readPsdVectorMask, unappliedMask, type ByteSource, type PsdGroup, type PsdLayer, type PsdMask, type PsdVectorMask } from '#formats';

/** A mask that hides parts of what it belongs to. Density: 0 hides nothing, 255 all that the mask hides. */
export type AppliedMask =
  | { readonly kind: 'raster'; readonly owner: PsdLayer | PsdGroup; readonly mask: PsdMask; readonly density: number }
  | { readonly kind: 'vector'; readonly mask: PsdVectorMask; readonly density: number };

/** Masks of a layer and of the groups around it that its own pixels do not contain yet. @throws BROKEN_FILE */
export function masksOf(source: ByteSource, layer: PsdLayer): readonly AppliedMask[] {
  return [layer, ...groupsOf(layer)].flatMap((owner) => ownMasks(source, owner));
}

/** Groups around a layer, outermost first. */
export function groupsOf(layer: PsdLayer): readonly PsdGroup[] {
  const groups: PsdGroup[] = [];
  for (let group = layer.parent; group; group = group.parent) groups.unshift(group);
  return groups;
}

/** Is a mask to be feathered that was not drawn so? */
export function isFeathered(owner: PsdLayer | PsdGroup): boolean {
  const raster = rasterMask(owner);
  return raster !== undefined && !raster.isFromVector && owner.maskStrength.userFeatherPx > 0;
}

/** The layer whose shape a clipped one takes: the next unclipped one below in the same group. A clipping to a group or to an
 *  adjustment changes nothing. */
export function clippingBase(layer: PsdLayer, members: readonly (PsdLayer | PsdGroup)[]): PsdLayer | undefined {
  if (!layer.isClipped) return undefined;
  const base = members.slice(0, members.indexOf(layer)).findLast(({ isClipped }) => !isClipped);
  return base?.kind === 'layer' && base.content !== 'adjustment' ? base : undefined;
}

function ownMasks(source: ByteSource, owner: PsdLayer | PsdGroup): readonly AppliedMask[] {
  const { maskStrength } = owner;
  const raster = rasterMask(owner);
  // Channels drawn from a vector mask have strengths in them, and the outline too.
  const isDrawn = owner.mask?.isFromVector === true || (owner.kind === 'layer' && isFill(owner));
  const vector = isDrawn ? undefined : readPsdVectorMask(source, owner.blocks);
  return [
    ...(raster ? [{ kind: 'raster', owner, mask: raster, density: raster.isFromVector ? 255 : maskStrength.userDensity } as const] : []),
    ...(vector && !vector.isDisabled ? [{ kind: 'vector', mask: vector, density: maskStrength.vectorDensity } as const] : []),
  ];
}

function rasterMask(owner: PsdLayer | PsdGroup): PsdMask | undefined {
  return unappliedMask({ content: owner.kind === 'layer' ? owner.content : 'pixels', mask: owner.mask, userMask: owner.userMask });
}

function isFill({ content }: PsdLayer): boolean {
  return content === 'solidFill' || content === 'gradientFill' || content === 'patternFill';
}
