import { badRequest } from '../failures.ts';
import { cropToPaths } from '../paths/base-layer.ts';
import { readBox, readCrop, readScale } from '../read-commands.ts';
import { scaleLayer } from '../size/layer.ts';
import type { Rect, Size } from '../size/types.ts';
import { sourceOf } from '../plan-read.ts';
import type { UnderstoodLayer, LayerSource } from '../understand.ts';
import type { Content, Planner, SizedContent } from './types.ts';

/** Finds out how large a layer is. @param base Size of layer 0; undefined for layer 0 itself.
 *  @throws DELIVERY_BAD_REQUEST for a layer without content or size @source delivery, §2.2 steps 1 and 2, §3.3 */
export function sizeContent({ source: from, mask: maskFrom, scoped, number }: UnderstoodLayer, base: Size | undefined, planner: Planner): SizedContent {
  const { commands } = scoped;
  const content = contentOf(from, planner);
  const mask = maskFrom && maskContentOf(maskFrom, planner);
  const box = readBox(commands.get('size'), base);
  // Layer 0 may be nothing but a canvas: templates made of Photoshop documents begin so.
  if (content.kind === 'solid' && !commands.has('color') && (number > 0 || !commands.has('size'))) throw badRequest(`layer ${number} has neither source nor colour`);
  const shown = content.kind === 'solid' && !box ? mask : content;
  if (!shown || shown.kind === 'solid') {
    if (!box || box.widthPx === 0 || box.heightPx === 0) throw badRequest(`layer ${number} has no size`);
    return { content, mask, source: box, crop: whole(box), inner: box, anchor: undefined };
  }
  const image = shown.kind === 'image' ? shown.source.image : undefined;
  const plain = readCrop(commands.get('crop'), shown.size.widthPx, shown.size.heightPx);
  const crop = image && shown === content ? cropToPaths(plain, commands.get('croppathe'), image) : plain;
  const asset = from.kind === 'image' ? from.asset : undefined;
  return {
    content, mask, source: shown.size, crop, inner: scaleLayer(crop, box, readScale(commands, image?.resolutionPpi ?? planner.serving.resolution)),
    anchor: asset?.anchorXPx === undefined || asset.anchorYPx === undefined ? undefined : { x: asset.anchorXPx, y: asset.anchorYPx },
  };
}

function contentOf(from: LayerSource, planner: Planner): Content {
  switch (from.kind) {
    case 'image': {
      const source = sourceOf(from.asset);
      return { kind: 'image', source, size: source.image };
    }
    case 'nested': {
      const plan = planner.plan(from.request);
      return { kind: 'nested', plan, size: plan.placed.reply };
    }
    case 'solid': return { kind: 'solid' };
  }
}

function maskContentOf(from: LayerSource, planner: Planner): Exclude<Content, { readonly kind: 'solid' }> {
  const content = contentOf(from, planner);
  if (content.kind === 'solid') throw badRequest('expected an image for mask');
  return content;
}

function whole({ widthPx, heightPx }: Size): Rect {
  return { x: 0, y: 0, width: widthPx, height: heightPx };
}
