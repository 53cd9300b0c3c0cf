import { compose, type Affine } from '#formats';
import { readOperations, readSharpening } from './layers/operations.ts';
import { planScene, type SceneTools } from './layers/scene.ts';
import type { Composition, ViewPlan } from './layers/types.ts';
import { readClips } from './paths/clips.ts';
import { resize, widen, type Placed } from './place.ts';
import { layerRectInReply, planRead, planWindow } from './plan-read.ts';
import { optional } from './read-commands.ts';
import type { Size } from './size/types.ts';
import type { Drawing, Finish, Operation } from './types.ts';
import { readColour } from './values/colour.ts';
import { roundSize } from './values/numbers.ts';

/** What colours become. */
export type Colours = Pick<SceneTools, 'colour' | 'conversionOf'>;

/** Decides how a planned view is drawn. @param colours Of the result.
 *  @param level Of `levelsOf`: smaller than the view by as many halvings. @throws DELIVERY_BAD_REQUEST, DELIVERY_TOO_LARGE */
export function drawView(plan: ViewPlan, colours: Colours, level = 0): Drawing {
  const { composition, placed: full } = plan;
  const scaled = level === 0 ? full : resize(full, levelsOf(plan)[level]!);
  const operations = sharpeningOf(plan, scaled);
  const { placed, cut } = widen(scaled, Math.max(0, ...operations.map(reachOf)));
  const finish = operations.length === 0 ? undefined : { operations, cut, area: layerRectInReply(composition.size, placed) };
  return composition.kind === 'straight' ? drawStraight(plan, composition, placed, colours, finish) : drawLayered(plan, composition, placed, colours, finish);
}

/** Sizes a nested request can be drawn at without looking otherwise: what has filters or a canvas, at its own alone. */
function levelsOf({ composition, placed, understood }: ViewPlan): readonly Size[] {
  const { view } = placed;
  const isSharpened = ['op_usm', 'op_usmr', 'op_sharpen'].some((slot) => understood.merged.composite.commands.has(slot));
  const isFixed = composition.kind !== 'straight' || placed.rect !== undefined || isSharpened;
  return isFixed ? [placed.reply] : halvings(view);
}

function halvings(size: Size): readonly Size[] {
  const levels = [size];
  for (let factor = 2; Math.min(size.widthPx, size.heightPx) / factor >= 32; factor *= 2) {
    levels.push({ widthPx: roundSize(size.widthPx / factor), heightPx: roundSize(size.heightPx / factor) });
  }
  return levels;
}

function sharpeningOf({ understood: { merged }, composition, serving }: ViewPlan, placed: Placed): readonly Operation[] {
  return readSharpening(merged.composite.commands, {
    pixels: 1, resolution: layerScaleOf(composition) * Math.max(placed.scaleX, placed.scaleY), leastRadiusPx: serving.usmMinRadiusPx,
  });
}

/** Layer 0 against its source. */
function layerScaleOf(composition: Composition): number {
  if (composition.kind === 'straight') return composition.base.layer.image.width / composition.base.crop.width;
  const bottom = composition.layers.find(({ understood }) => understood.number === 0);
  return bottom ? bottom.placed.inner.widthPx / bottom.sized.crop.width : 1;
}

/** How far a filter looks. */
export function reachOf(operation: Operation): number {
  switch (operation.kind) {
    case 'unsharp': return Math.ceil(3 * operation.mask.radiusPx) + 1;
    case 'blur': return Math.ceil(1.5 * operation.radiusPx) + 1;
    case 'grow': return Math.ceil(Math.abs(operation.radiusPx));
    case 'sharpen': return 1;
    case 'colorize': return 0;
  }
}

function drawStraight(
  { understood: { merged, layers: [first] }, kernel }: ViewPlan, { source, base }: Extract<Composition, { readonly kind: 'straight' }>, placed: Placed,
  colours: Colours, finish: Finish | undefined,
): Drawing {
  const { commands } = first!.scoped;
  const fill = optional(commands.get('bgcolor'), readColour);
  const toReply: Affine = [placed.scaleX, 0, 0, placed.scaleY, placed.originX, placed.originY];
  const embeddedToReply = compose(base.fromSource, toReply);
  return {
    kind: 'straight', size: placed.reply, finish,
    layer: {
      image: planRead(source, base.crop, base.layer, placed, { conversion: colours.conversionOf(source.image), kernel }),
      fill: fill && { colour: fill, rect: layerRectInReply(base.layer.rect, placed) },
      clips: readClips(commands, source.image, compose(base.fromLayer, toReply), embeddedToReply),
    },
    clips: readClips(merged.composite.commands, source.image, toReply, embeddedToReply),
  };
}

/** Up to so many pixels a scene is drawn at full size; a larger one at the power of 2 above what is shown. */
const freePixels = 16_000_000;

function drawLayered(
  plan: ViewPlan, { size: canvas, layers }: Extract<Composition, { readonly kind: 'layered' }>, placed: Placed, colours: Colours, finish: Finish | undefined,
): Drawing {
  const { understood: { merged }, kernel, serving } = plan;
  const rect = { x: 0, y: 0, width: canvas.widthPx, height: canvas.heightPx };
  const pixels = layers.reduce((sum, layer) => sum + layer.placed.rect.widthPx * layer.placed.rect.heightPx, canvas.widthPx * canvas.heightPx);
  const levels = pixels <= freePixels ? [canvas] : halvings(canvas);
  const read = planWindow({ ...canvas, levels }, rect, { image: rect, flip: { isLeftRight: false, isUpDown: false } }, placed, kernel);
  if (!read) return { kind: 'empty', size: placed.reply, finish };
  const level = levels[read.level]!;
  const { commands, effects } = merged.composite;
  const isWhole = commands.has('flip') || effects.size > 0 || readOperations(commands, { pixels: 1, resolution: 1, leastRadiusPx: 0 }).length > 0;
  const tools: SceneTools = { ...colours, kernel, serving, levelsOf, draw: (nested, own, at) => drawView(nested, own, at) };
  const viewScale = (Math.max(placed.scaleX, placed.scaleY) * canvas.widthPx) / level.widthPx;
  return {
    kind: 'composed', size: placed.reply, finish, read,
    scene: planScene({ merged, layers, canvas, level, viewScale, window: isWhole ? { xPx: 0, yPx: 0, ...level } : read.window }, tools),
  };
}
