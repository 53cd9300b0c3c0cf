import { Failure } from '#base';
import type { ImageFacts } from '#library';
import type { ColourSpace, Kernel, PixelRect } from '#ports';
import type { Conversion } from '../colour/plan.ts';
import { compose, scaling, type Affine } from '#formats';
import { readClips } from '../paths/clips.ts';
import type { PathSource } from '../paths/embedded.ts';
import { planRead, planWindow, type Target } from '../plan-read.ts';
import { optional, readFlip } from '../read-commands.ts';
import type { ImageServing } from '../settings.ts';
import { turn } from '../size/turn.ts';
import type { Rect, Size } from '../size/types.ts';
import type { Drawing, Foreground, Scene, SceneLayer } from '../types.ts';
import type { MergedRequest } from '../grammar/merge.ts';
import { textColour } from '../text/document.ts';
import { readColour, type Colour } from '../values/colour.ts';
import { roundPosition, roundSize } from '../values/numbers.ts';
import { readEffects } from './effects.ts';
import { readOperations, readSharpening } from './operations.ts';
import { isSwitchedOn, readBlend, readMaskUse, readOpacity } from './read.ts';
import type { Content, LaidOutLayer, ViewPlan } from './types.ts';

/** What a scene is drawn with. */
export type SceneTools = {
  readonly kernel: Kernel;
  readonly serving: ImageServing;
  /** Pixel type of the scene. */
  readonly colour: ColourSpace;
  /** How an image becomes what the scene is in. */
  readonly conversionOf: (image: ImageFacts) => Conversion | undefined;
  /** Draws a nested request at a level of `levelsOf`. */
  readonly draw: (plan: ViewPlan, colours: Pick<SceneTools, 'colour' | 'conversionOf'>, level: number) => Drawing;
  readonly levelsOf: (plan: ViewPlan) => readonly Size[];
};

export type SceneRequest = {
  readonly merged: MergedRequest;
  readonly layers: readonly LaidOutLayer[];
  readonly canvas: Size;
  /** The canvas as it is drawn, and the part that is. */
  readonly level: Size;
  readonly window: PixelRect;
  /** From the drawn canvas to the reply. */
  readonly viewScale: number;
};

/** Most pixels of one raster. @source delivery, §1.8 */
const mostPixels = 100_000_000;

/** Decides how layers become pixels; reads none. @throws DELIVERY_BAD_REQUEST, DELIVERY_TOO_LARGE @source delivery, §2.2, §3.5 */
export function planScene(request: SceneRequest, tools: SceneTools): Scene {
  const { merged, canvas, level, window } = request;
  const { commands } = merged.composite;
  const scale = { x: level.widthPx / canvas.widthPx, y: level.heightPx / canvas.heightPx };
  const isMasked = effectMaskOf(merged, tools.serving);
  refuseLarge(window);
  return {
    window, flip: readFlip(commands.get('flip')), opacity: opacityOf(merged.composite.commands),
    operations: readOperations(commands, { pixels: scale.x, resolution: 1, leastRadiusPx: 0 }),
    clips: readClips(commands, noPaths, scaling(scale.x, scale.y), scaling(1, 1)),
    effects: readEffects(merged.composite, scale.x, isMasked),
    layers: request.layers.flatMap((layer) => planLayer(layer, request, scale, isMasked, tools) ?? []),
  };
}

/** Composites are cut along drawn outlines only. */
const noPaths: PathSource = { widthPx: 1, heightPx: 1, photoshopPathNames: [] };

function effectMaskOf(merged: MergedRequest, serving: ImageServing): boolean {
  return merged.commands.has('effectmask') ? isSwitchedOn(merged.commands.get('effectmask')) : serving.applyEffectMask;
}

function opacityOf(commands: MergedRequest['commands']): number {
  const { whole, fill } = readOpacity(commands.get('opac'));
  return whole * fill;
}

type Scale = { readonly x: number; readonly y: number };

function planLayer(
  layer: LaidOutLayer, { window, viewScale }: SceneRequest, scale: Scale, isMasked: boolean, tools: SceneTools,
): SceneLayer | undefined {
  const { understood: { scoped, number }, sized, placed, corner } = layer;
  const { commands } = scoped;
  const rect = scaledRect(corner.xPx, corner.yPx, placed.rect, scale);
  const turnedRect = scaledRect(corner.xPx + placed.extend.left, corner.yPx + placed.extend.top, placed.turned, scale);
  const resolution = (placed.inner.widthPx / sized.crop.width) * scale.x * viewScale;
  const factors = { pixels: scale.x, resolution, leastRadiusPx: tools.serving.usmMinRadiusPx };
  const operations = [...readOperations(commands, factors), ...readSharpening(commands, factors)];
  const effects = readEffects(scoped, scale.x, isMasked);
  const isTurned = layer.angleDeg !== 0;
  const isWhole = isTurned || operations.length > 0 || effects.length > 0;
  const frame = isWhole ? rect : overlap(rect, window);
  if (!frame) return undefined;
  refuseLarge(frame);

  const full = isTurned ? { widthPx: roundSize(placed.inner.widthPx * scale.x), heightPx: roundSize(placed.inner.heightPx * scale.y) } : turnedRect;
  const shown = isWhole ? turnedRect : overlap(turnedRect, frame);
  const inner = isTurned ? full : shown ?? { widthPx: 1, heightPx: 1 };
  refuseLarge(inner);
  const target: Target = {
    reply: { widthPx: inner.widthPx, heightPx: inner.heightPx }, scaleX: full.widthPx / placed.inner.widthPx, scaleY: full.heightPx / placed.inner.heightPx,
    originX: isTurned || !shown ? 0 : turnedRect.xPx - shown.xPx, originY: isTurned || !shown ? 0 : turnedRect.yPx - shown.yPx,
  };
  const colour = optional(commands.get('color'), readColour);
  const toCanvas = compose([1, 0, 0, 1, corner.xPx, corner.yPx], scaling(scale.x, scale.y));
  return {
    foreground: shown ? planForeground(sized.content, layer, target, tools, colour) : { kind: 'nothing' },
    mask: shown && sized.mask ? planMask(sized.mask, layer, target, tools) : undefined, maskUse: readMaskUse(commands.get('maskuse')),
    inner: target.reply, operations, effects, frame,
    opacity: opacityOf(commands), under: sized.content.kind === 'solid' || !shown ? undefined : colour,
    turn: isTurned ? { ...turn(full, layer.angleDeg), isRight: layer.angleDeg % 90 === 0 } : undefined,
    innerAt: shown ? { xPx: shown.xPx - frame.xPx, yPx: shown.yPx - frame.yPx } : { xPx: 0, yPx: 0 },
    fill: optional(commands.get('bgcolor'), readColour),
    clips: readClips(commands, imageOf(sized.content) ?? noPaths, toCanvas, compose(unitSquare(layer), toCanvas)),
    blend: number === 0 ? 'norm' : readBlend(commands.get('blendmode')),
  };
}

function planForeground(content: Content, layer: LaidOutLayer, target: Target, tools: SceneTools, colour: ReturnType<typeof readColour> | undefined): Foreground {
  if (content.kind === 'solid') return colour ? { kind: 'solid', colour } : { kind: 'nothing' };
  if (content.kind === 'text') return planText(content, layer, target, tools);
  return planPixels(content, layer.sized.crop, layer, target, tools) ?? { kind: 'nothing' };
}

function planText({ text, document, isCrisp, size }: Extract<Content, { readonly kind: 'text' }>, { flip }: LaidOutLayer, target: Target, { colour }: SceneTools): Foreground {
  const colourOf = (number: number | undefined): Colour => textColour(document, number, colour === 'cmyk');
  const flipped: Affine = [flip.isLeftRight ? -1 : 1, 0, 0, flip.isUpDown ? -1 : 1, flip.isLeftRight ? size.widthPx : 0, flip.isUpDown ? size.heightPx : 0];
  return {
    kind: 'text', isCrisp, toInner: compose(flipped, [target.scaleX, 0, 0, target.scaleY, target.originX, target.originY]),
    runs: text.runs.map((run) => ({ run, colour: colourOf(run.colour) })), rules: text.rules.map((rule) => ({ rule, colour: colourOf(rule.colour) })),
  };
}

/** A mask is stretched to the size of its image and cropped with it. */
function planMask(mask: NonNullable<LaidOutLayer['sized']['mask']>, layer: LaidOutLayer, target: Target, tools: SceneTools): SceneLayer['mask'] {
  const { crop, source } = layer.sized;
  const [byX, byY] = [mask.size.widthPx / source.widthPx, mask.size.heightPx / source.heightPx];
  const own = { x: crop.x * byX, y: crop.y * byY, width: crop.width * byX, height: crop.height * byY };
  return planPixels(mask, own, layer, target, { ...tools, colour: 'gray', conversionOf: () => undefined });
}

function planPixels(
  content: Exclude<Content, { readonly kind: 'solid' | 'text' }>, crop: Rect, { placed, flip }: LaidOutLayer, target: Target, tools: SceneTools,
): SceneLayer['mask'] {
  const lying = { image: { x: 0, y: 0, width: placed.inner.widthPx, height: placed.inner.heightPx }, flip };
  if (content.kind === 'image') {
    const read = planRead(content.source, crop, lying, target, { kernel: tools.kernel, conversion: tools.conversionOf(content.source.image) });
    return read && { kind: 'image', read };
  }
  const read = planWindow({ ...content.size, levels: tools.levelsOf(content.plan) }, crop, lying, target, tools.kernel);
  return read && { kind: 'drawing', drawing: tools.draw(content.plan, tools, read.level), read };
}

function imageOf(content: Content): PathSource | undefined {
  return content.kind === 'image' ? content.source.image : undefined;
}

/** From the unit square of the source to the layer. */
function unitSquare({ sized: { source }, placed: { fromSource } }: LaidOutLayer): Affine {
  return compose(scaling(source.widthPx, source.heightPx), fromSource);
}

/** Whole pixels of the drawn canvas that a rectangle of the canvas covers, at least one each way. */
function scaledRect(xPx: number, yPx: number, { widthPx, heightPx }: Size, { x, y }: Scale): PixelRect {
  const [left, top] = [roundPosition(xPx * x), roundPosition(yPx * y)];
  return {
    xPx: left, yPx: top,
    widthPx: Math.max(1, roundPosition((xPx + widthPx) * x) - left), heightPx: Math.max(1, roundPosition((yPx + heightPx) * y) - top),
  };
}

export function overlap(a: PixelRect, b: PixelRect): PixelRect | undefined {
  const [xPx, yPx] = [Math.max(a.xPx, b.xPx), Math.max(a.yPx, b.yPx)];
  const widthPx = Math.min(a.xPx + a.widthPx, b.xPx + b.widthPx) - xPx;
  const heightPx = Math.min(a.yPx + a.heightPx, b.yPx + b.heightPx) - yPx;
  return widthPx > 0 && heightPx > 0 ? { xPx, yPx, widthPx, heightPx } : undefined;
}

function refuseLarge({ widthPx, heightPx }: Size): void {
  if (widthPx * heightPx > mostPixels) throw new Failure('DELIVERY_TOO_LARGE');
}
