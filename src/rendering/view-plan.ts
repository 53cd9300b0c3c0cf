import type { ImageFacts } from '#library';
import { layOutBase } from './paths/base-layer.ts';
import { badRequest, notAvailableYet } from './failures.ts';
import type { Commands } from './grammar/merge.ts';
import { layOutLayers } from './layers/lay-out.ts';
import type { Composition, ViewPlan } from './layers/types.ts';
import { placeThumbnail, placeView, thumbnailView, refuseTooLarge, type Placed } from './place.ts';
import { sourceOf } from './plan-read.ts';
import { readCrop, readKernel } from './read-commands.ts';
import type { PictureKind } from './request.ts';
import type { ImageServing } from './settings.ts';
import type { Understood } from './understand.ts';

/** @throws DELIVERY_BAD_REQUEST, DELIVERY_TOO_LARGE @source delivery, §2 */
export function planView(understood: Understood, kind: PictureKind | 'nested', serving: ImageServing): ViewPlan {
  const { merged } = understood;
  refuseUnavailable(understood, kind === 'nested', serving);
  const composition = compose(kind === 'tmb' ? fitBase(understood, serving) : understood, serving);
  const placed = place(merged.commands, composition, kind, serving);
  if (kind !== 'nested') refuseTooLarge(placed, serving);
  return { understood, composition, placed, kernel: readKernel(merged.commands.get('resmode'), serving), serving };
}

function place(commands: Commands, composition: Composition, kind: PictureKind | 'nested', serving: ImageServing): Placed {
  if (kind === 'tmb') {
    // Of several layers, the base has its scale already.
    const resolution = composition.kind === 'layered' ? serving.thumbRes : composition.source.image.resolutionPpi ?? serving.resolution;
    return placeThumbnail(commands, composition.size, resolution, serving);
  }
  return placeView(commands, composition.size, kind === 'nested' ? { ...serving, ...unlimited } : serving);
}

/** @source delivery, §1.7 */
const unlimited = { defaultPix: { widthPx: 0, heightPx: 0 }, maxPix: { widthPx: 0, heightPx: 0 } } as const;

/** Facts of the lowest image; undefined where nothing but colours, texts and nested requests is shown. */
export function lowestImage(composition: Composition): ImageFacts | undefined {
  if (composition.kind === 'straight') return composition.source.image;
  for (const { sized: { content } } of composition.layers) if (content.kind === 'image') return content.source.image;
  return undefined;
}

function compose(understood: Understood, serving: ImageServing): Composition {
  const { merged, layers: [first] } = understood;
  if (first!.source.kind === 'image' && isStraight(understood)) {
    const source = sourceOf(first!.source.asset);
    const base = layOutBase(withScope(understood), source.image, source.image.resolutionPpi ?? serving.resolution);
    return { kind: 'straight', source, base, size: base.layer.rect };
  }
  if (merged.composite.commands.has('croppathe')) throw notAvailableYet('cropPathE of several layers');
  const { canvas, layers } = layOutLayers(understood, { serving, plan: (nested) => planView(nested, 'nested', serving) });
  return { kind: 'layered', size: canvas, layers };
}

/** What a thumbnail of several layers begins with: an image that has no size of its own is fitted into the view, so that the
 *  others lie on it as large as they say. @source delivery, §2.4 */
function fitBase(understood: Understood, serving: ImageServing): Understood {
  const [first, ...others] = understood.layers;
  const { commands } = first!.scoped;
  const hasSize = ['size', 'scale', 'res'].some((slot) => commands.has(slot));
  if (first!.source.kind !== 'image' || hasSize || isStraight(understood)) return understood;
  const { image } = sourceOf(first!.source.asset);
  const crop = readCrop(commands.get('crop'), image.widthPx, image.heightPx);
  const view = thumbnailView(understood.merged.commands, crop, serving);
  const [byWidth, byHeight] = [view.widthPx / crop.width, view.heightPx / crop.height];
  const scale = serving.thumbType === 3 ? serving.thumbRes / (image.resolutionPpi ?? serving.resolution)
    : serving.thumbType === 1 ? Math.max(byWidth, byHeight) : Math.min(byWidth, byHeight);
  const scoped = { ...first!.scoped, commands: new Map([...commands, ['scale', { name: 'scale', value: String(scale) }]]) };
  return { ...understood, layers: [{ ...first!, scoped }, ...others] };
}

/** Layer 0 as the record it shows has changed it. */
function withScope({ merged, layers }: Understood): Understood['merged'] {
  return { ...merged, layers: new Map([[0, layers[0]!.scoped]]) };
}

/** What needs a canvas when layer 0 is told it. */
const layerNeeds = ['rotate', 'color', 'hide', 'mask', 'maskuse', 'opac', 'op_blur', 'op_grow', 'op_colorize', 'op_usm', 'op_usmr', 'op_sharpen'] as const;
const compositeNeeds = ['opac', 'op_blur', 'op_grow', 'op_colorize'] as const;

function isStraight({ merged: { composite }, layers }: Understood): boolean {
  const [first, ...others] = layers;
  return others.length === 0 && first!.scoped.effects.size === 0 && composite.effects.size === 0
    && layerNeeds.every((slot) => !first!.scoped.commands.has(slot)) && compositeNeeds.every((slot) => !composite.commands.has(slot));
}

/** Commands that a nested request may hold and that mean nothing there. @source delivery, §1.7 */
const meaningless: ReadonlySet<string> = new Set(['iccembed', 'jpegsize', 'pathembed', 'xmpembed', 'bfc', 'fmt']);

/** @throws DELIVERY_BAD_REQUEST naming the first feature that this version lacks. */
function refuseUnavailable({ merged }: Understood, isNested: boolean, serving: ImageServing): void {
  const first = merged.unavailable.find((name) => !isNested || !meaningless.has(name));
  if (first !== undefined) throw notAvailableYet(first);
  if (isNested && merged.commands.has('icc')) throw notAvailableYet('icc in a nested request');
  const [macro] = merged.unknownMacros;
  if (macro !== undefined && serving.isUnknownMacroError) throw badRequest(`unknown macro ${macro}`);
}
