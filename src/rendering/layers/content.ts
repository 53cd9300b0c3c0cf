import { badRequest } from '../failures.ts';
import type { Commands, Scoped } from '../grammar/merge.ts';
import { cropToPaths } from '../paths/base-layer.ts';
import { readBox, readCrop, readScale } from '../read-commands.ts';
import { scaleLayer } from '../size/layer.ts';
import type { Rect, Size } from '../size/types.ts';
import { sourceOf } from '../plan-read.ts';
import { fitText, readTextAttributes } from '../text/fit.ts';
import type { UnderstoodLayer, LayerSource } from '../understand.ts';
import type { Content, Planner, SizedContent, ViewPlan } from './types.ts';

/** Finds out how large a layer is. @param base Size of layer 0; undefined for layer 0 itself.
 *  @throws DELIVERY_BAD_REQUEST for a layer without content or size @source delivery, §2.2 steps 1 and 2, §3.3 */
export function sizeContent({ source: from, mask: maskFrom, scoped, number }: UnderstoodLayer, base: Size | undefined, planner: Planner): SizedContent {
  const { commands } = scoped;
  const content = from.kind === 'text' ? setText(from, scoped.commands, base, planner) : contentOf(from, planner);
  const mask = maskFrom && maskContentOf(maskFrom, planner);
  const box = readBox(commands.get('size'), base);
  // Layer 0 may be nothing but a canvas: templates made of Photoshop documents begin so.
  if (content.kind === 'solid' && !commands.has('color') && (number > 0 || !commands.has('size'))) throw badRequest(`layer ${number} has neither source nor colour`);
  if (content.kind === 'text') return sizeText(content, mask, scoped);
  const shown = content.kind === 'solid' && !box ? mask : content;
  if (!shown || shown.kind === 'solid') {
    if (!box || box.widthPx === 0 || box.heightPx === 0) throw badRequest(`layer ${number} has no size`);
    return { content, mask, source: box, crop: whole(box), inner: box, anchor: undefined, origin: undefined };
  }
  const image = shown.kind === 'image' ? shown.source.image : undefined;
  const plain = readCrop(commands.get('crop'), shown.size.widthPx, shown.size.heightPx);
  const crop = image && shown === content ? cropToPaths(plain, commands.get('croppathe'), image) : plain;
  const asset = from.kind === 'image' ? from.asset : undefined;
  return {
    content, mask, source: shown.size, crop, inner: scaleLayer(crop, box, readScale(commands, image?.resolutionPpi ?? planner.serving.resolution)),
    origin: undefined,
    anchor: asset?.anchorXPx === undefined || asset.anchorYPx === undefined ? undefined : { x: asset.anchorXPx, y: asset.anchorYPx },
  };
}

type TextSource = Extract<LayerSource, { readonly kind: 'text' }>;
type TextContent = Extract<Content, { readonly kind: 'text' }>;

/** Sets a text in its box. @throws DELIVERY_BAD_REQUEST for a style that would have to be made and may not */
function setText({ document, fonts, isPhotoshop }: TextSource, commands: Commands, base: Size | undefined, { serving }: Planner): TextContent {
  const attributes = readTextAttributes(commands.get('textattr'), isPhotoshop);
  const scale = commands.has('size') ? 1 : readScale(commands, 1);
  const text = fitText({ document, fonts, attributes, scale, isPhotoshop, box: readBox(commands.get('size'), base) });
  const isMade = text.runs.some(({ slant, boldPx }) => slant !== 0 || boldPx !== 0);
  if (isMade && !serving.synthesizeFontStyles) throw badRequest('a font lacks the style asked for');
  return { kind: 'text', text, document, isCrisp: attributes.isCrisp, size: text.size };
}

/** Text without a size stands on the baseline of its first line, at the side it is aligned to, when it is Photoshop's. */
function sizeText(content: TextContent, mask: SizedContent['mask'], scoped: Scoped): SizedContent {
  const { size, text: { baselinePx }, document } = content;
  const align = document.paragraphs[0]?.style.align;
  const x = align === 'right' ? size.widthPx : align === 'centre' ? size.widthPx / 2 : 0;
  const isPoint = scoped.commands.get('source')?.name === 'textps' && !scoped.commands.has('size');
  return { content, mask, source: size, crop: whole(size), inner: size, anchor: undefined, origin: isPoint ? { x, y: baselinePx } : undefined };
}

function contentOf(from: Exclude<LayerSource, TextSource>, planner: Planner): Exclude<Content, TextContent> {
  switch (from.kind) {
    case 'image': {
      const source = sourceOf(from.asset);
      return { kind: 'image', source, size: source.image };
    }
    case 'nested': {
      const plan = planner.plan(from.request);
      const plain = plainImageOf(plan);
      if (plain) return plain;
      return { kind: 'nested', plan, size: plan.placed.reply };
    }
    case 'solid': return { kind: 'solid' };
  }
}

/** A nested request that shows a whole image as it is, and nothing else, is that image: there is nothing to draw first. */
function plainImageOf({ composition, placed, understood: { merged, layers } }: ViewPlan): Extract<Content, { readonly kind: 'image' }> | undefined {
  if (composition.kind !== 'straight') return undefined;
  const { source, size, base: { crop, layer } } = composition;
  const { widthPx, heightPx } = source.image;
  const isUntouched = crop.x === 0 && crop.y === 0 && crop.width === widthPx && crop.height === heightPx && size.widthPx === widthPx
    && size.heightPx === heightPx && layer.image.width === widthPx && layer.image.height === heightPx && !layer.flip.isLeftRight && !layer.flip.isUpDown;
  const isWholeView = placed.scaleX === 1 && placed.scaleY === 1 && placed.originX === 0 && placed.originY === 0
    && placed.reply.widthPx === widthPx && placed.reply.heightPx === heightPx;
  const touching = ['bgcolor', 'clippath', 'clippathe', 'op_usm', 'op_usmr', 'op_sharpen'];
  const isTouched = touching.some((slot) => layers[0]!.scoped.commands.has(slot) || merged.composite.commands.has(slot));
  return isUntouched && isWholeView && !isTouched ? { kind: 'image', source, size } : undefined;
}

function maskContentOf(from: LayerSource, planner: Planner): NonNullable<SizedContent['mask']> {
  const content = from.kind === 'text' ? undefined : contentOf(from, planner);
  if (!content || content.kind === 'solid') throw badRequest('expected an image for mask');
  return content;
}

function whole({ widthPx, heightPx }: Size): Rect {
  return { x: 0, y: 0, width: widthPx, height: heightPx };
}
