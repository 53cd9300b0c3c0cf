import { Failure } from '#base';
import type { Asset, ImageFacts } from '#library';
import type { ColourSpace, PixelRect } from '#ports';
import { badRequest, notAvailableYet } from './failures.ts';
import type { MergedRequest } from './grammar/merge.ts';
import {
  defaultColourOf, optional, readBox, readCrop, readExtend, readFlip, readKernel, readPrintRes, readQuality, readRect,
  readRegion, readViewCommands, type Commands,
} from './read-commands.ts';
import type { PictureKind } from './request.ts';
import type { ImageServing } from './settings.ts';
import { layOutLayer, scaleLayer, type LayerGeometry } from './size/layer.ts';
import { layOutThumbnail } from './size/thumbnail.ts';
import { layOutView, type ViewGeometry } from './size/view.ts';
import { levelFor, planAxis, type AxisRequest } from './size/window.ts';
import type { Rect, Size } from './size/types.ts';
import type { ImageRead, LayerRecipe, Recipe } from './types.ts';
import { readColour } from './values/colour.ts';
import { readFormat, type OutputFormat } from './values/format.ts';
import { maxEdgePx, readFactor, roundPosition, roundSize } from './values/numbers.ts';

/** Decides everything about a picture; reads no pixel.
 *  @throws DELIVERY_BAD_REQUEST, DELIVERY_TOO_LARGE @source delivery, §2 */
export function makeRecipe(merged: MergedRequest, asset: Asset, kind: PictureKind, serving: ImageServing): Recipe {
  refuseUnavailable(merged, serving);
  const { commands } = merged;
  const source = sourceOf(asset);
  const crop = readCrop(commands.get('crop'), source.image.widthPx, source.image.heightPx);
  const layer = layOutBase(merged, crop);
  const placed = kind === 'tmb' ? placeThumbnail(commands, layer, source.image, serving) : placeView(commands, layer, serving);
  refuseTooLarge(placed, serving);

  const pixels = kind === 'mask' ? 'mask' : 'image';
  const format = readFormat(commands.get('fmt')?.value, defaultColourOf(pixels));
  const fill = optional(commands.get('bgcolor'), readColour);
  const background = optional(commands.get('bgc'), readColour) ?? (kind === 'tmb' ? serving.thumbBkgColor : serving.bkgColor);
  const layerRecipe: LayerRecipe = {
    image: planRead(source, crop, layer, placed, pixels === 'mask' ? 'gray' : format.colour, readKernel(commands.get('resmode'), serving)),
    fill: fill && { colour: fill, rect: wholeRect(toReply(placed, { x: 0, y: 0, width: layer.rect.widthPx, height: layer.rect.heightPx }), placed.reply) },
  };
  return {
    version: 1, kind: pixels, reply: placed.reply, layers: [layerRecipe], background,
    format: pixels === 'mask' ? maskFormat(format) : format,
    ...readQuality(commands.get('qlt'), serving),
    printResPpi: optional(commands.get('printres'), readPrintRes) ?? source.image.resolutionPpi ?? serving.printResolution,
  };
}

/** @throws DELIVERY_BAD_REQUEST naming the first feature that this version lacks. */
export function refuseUnavailable(merged: MergedRequest, serving: ImageServing): void {
  const [first] = merged.unavailable;
  if (first !== undefined) throw notAvailableYet(first);
  const [macro] = merged.unknownMacros;
  if (macro !== undefined && serving.isUnknownMacroError) throw badRequest(`unknown macro ${macro}`);
}

type Source = { readonly blobId: string; readonly maskBlobId: string | undefined; readonly image: ImageFacts };

/** The pyramids of an asset; templates and sets have none yet. */
export function sourceOf(asset: Asset): Source {
  const file = asset.artifacts.optimized ?? asset.artifacts.preview;
  if (!asset.image || !file) throw notAvailableYet(`pictures of type ${asset.type}`);
  return { blobId: file.blobId, maskBlobId: asset.artifacts.mask?.blobId, image: asset.image };
}

function layOutBase(merged: MergedRequest, crop: Rect): LayerGeometry {
  const { commands } = merged;
  const box = readBox(commands.get('size'));
  const scale = optional(commands.get('scale'), readFactor) ?? 1;
  const before = scaleLayer(crop, box, scale);
  const layer = layOutLayer({
    crop, box, scale, layerFlip: readFlip(merged.layerFlip), compositeFlip: readFlip(commands.get('flip')),
    extend: readExtend(commands.get('extend'), before),
  });
  if (!layer) throw badRequest('extend leaves nothing of the layer');
  if (layer.rect.widthPx > maxEdgePx || layer.rect.heightPx > maxEdgePx) throw new Failure('DELIVERY_TOO_LARGE');
  return layer;
}

/** How composite pixels come to lie in the reply. */
type Placed = {
  readonly reply: Size;
  /** Of the whole view, before `rect` cut it. */
  readonly view: Size;
  readonly scaleX: number;
  readonly scaleY: number;
  /** Reply position of the composite's top left corner. */
  readonly originX: number;
  readonly originY: number;
};

function placeView(commands: Commands, layer: LayerGeometry, serving: ImageServing): Placed {
  const region = readRegion(commands.get('rgn'), layer.rect.widthPx, layer.rect.heightPx);
  const cut = optional(commands.get('rect'), (name, value) => readRect({ name, value }));
  const request = { ...readViewCommands(commands, serving), region, rectFactor: cut?.factor ?? 1 };
  const geometry = limitPixelRatio(layOutView(request), request.pixelRatio, cut === undefined, serving,
    (widthPx) => layOutView({ ...request, pixelRatio: 1, widthPx, heightPx: undefined, inverseScale: undefined, fit: undefined }));
  return placedBy(geometry, region, cut?.rect);
}

/** A reply that its pixel ratio makes too large shrinks to the limit instead of failing. @source delivery, §2.3 f */
function limitPixelRatio(
  geometry: ViewGeometry, pixelRatio: number, isWhole: boolean, serving: ImageServing, byWidth: (widthPx: number) => ViewGeometry,
): ViewGeometry {
  const { widthPx, heightPx } = serving.maxPix;
  const isTooLarge = (widthPx > 0 && geometry.view.widthPx > widthPx) || (heightPx > 0 && geometry.view.heightPx > heightPx);
  return pixelRatio !== 1 && isWhole && isTooLarge && widthPx > 0 ? byWidth(widthPx) : geometry;
}

function placeThumbnail(commands: Commands, layer: LayerGeometry, image: ImageFacts, serving: ImageServing): Placed {
  if (commands.has('fit')) throw badRequest('fit does not go with req=tmb');
  const region = readRegion(commands.get('rgn'), layer.rect.widthPx, layer.rect.heightPx);
  const { widthPx, heightPx } = readViewCommands(commands, serving);
  const geometry = layOutThumbnail({
    composite: region, widthPx, heightPx, defaultThumbPix: serving.defaultThumbPix, thumbType: serving.thumbType,
    horizontalAlign: serving.thumbHorizAlign, verticalAlign: serving.thumbVertAlign,
    textureScale: serving.thumbRes / (image.resolutionPpi ?? serving.resolution),
  });
  return placedBy(geometry, region, undefined);
}

function placedBy(geometry: ViewGeometry, region: Rect, cut: Rect | undefined): Placed {
  const scaleX = geometry.image.widthPx / region.width;
  const scaleY = geometry.image.heightPx / region.height;
  return {
    view: geometry.view,
    reply: cut ? { widthPx: roundSize(cut.width), heightPx: roundSize(cut.height) } : geometry.view,
    scaleX, scaleY,
    originX: geometry.offsetXPx - region.x * scaleX - (cut?.x ?? 0),
    originY: geometry.offsetYPx - region.y * scaleY - (cut?.y ?? 0),
  };
}

function refuseTooLarge({ reply, view }: Placed, serving: ImageServing): void {
  const { widthPx, heightPx } = serving.maxPix;
  const isTooLarge = (widthPx > 0 && reply.widthPx > widthPx) || (heightPx > 0 && reply.heightPx > heightPx)
    || reply.widthPx * reply.heightPx > serving.maxPixels || view.widthPx > maxEdgePx || view.heightPx > maxEdgePx;
  if (isTooLarge) throw new Failure('DELIVERY_TOO_LARGE');
}

function planRead(
  source: Source, crop: Rect, layer: LayerGeometry, placed: Placed, outputColour: ColourSpace, kernel: ImageRead['kernel'],
): ImageRead | undefined {
  const { image } = source;
  const [x, y] = [axisOf('x'), axisOf('y')];
  if (!x || !y) return undefined;
  const levels = image.levels.length > 0 ? image.levels : [image];
  const scale = Math.max(scaleOf(x), scaleOf(y));
  const level = levelFor(scale, levels.length);
  const size = levels[level]!;
  const [across, down] = [planAxis({ ...x, levelLength: size.widthPx }), planAxis({ ...y, levelLength: size.heightPx })];
  const as = outputColour === image.colour ? image.colour : 'rgb';
  return {
    blobId: source.blobId, maskBlobId: source.maskBlobId, colour: image.colour, bitsPerComponent: image.bitsPerComponent, as,
    isManaged: needsProfile(image, as), level, kernel,
    window: { xPx: across.windowAt, yPx: down.windowAt, widthPx: across.windowLength, heightPx: down.windowLength },
    scaled: { widthPx: across.scaledLength, heightPx: down.scaledLength },
    keep: { xPx: across.keepAt, yPx: down.keepAt, widthPx: x.visibleTo - x.visibleFrom, heightPx: y.visibleTo - y.visibleFrom },
    flip: layer.flip, at: { xPx: x.visibleFrom, yPx: y.visibleFrom },
  };

  /** Undefined when nothing shows along this axis. */
  function axisOf(axis: 'x' | 'y'): Omit<AxisRequest, 'levelLength'> | undefined {
    const [length, from, extent, rectAt, rectLength, scaleBy, origin, replyLength, isFlipped] = axis === 'x'
      ? [image.widthPx, crop.x, crop.width, layer.image.x, layer.image.width, placed.scaleX, placed.originX, placed.reply.widthPx, layer.flip.isLeftRight]
      : [image.heightPx, crop.y, crop.height, layer.image.y, layer.image.height, placed.scaleY, placed.originY, placed.reply.heightPx, layer.flip.isUpDown];
    const sourceFrom = Math.max(0, from);
    const sourceTo = Math.min(length, from + extent);
    if (sourceTo <= sourceFrom) return undefined;
    const perSource = (rectLength / extent) * scaleBy;
    const start = origin + rectAt * scaleBy;
    const [before, after] = [(sourceFrom - from) * perSource, (from + extent - sourceTo) * perSource];
    const targetFrom = start + (isFlipped ? after : before);
    const targetTo = start + rectLength * scaleBy - (isFlipped ? before : after);
    const rect = visible(targetFrom, targetTo, replyLength);
    return rect && { sourceLength: length, sourceFrom, sourceTo, targetFrom, targetTo, visibleFrom: rect[0], visibleTo: rect[1], isFlipped };
  }
}

function scaleOf(axis: Omit<AxisRequest, 'levelLength'>): number {
  return (axis.targetTo - axis.targetFrom) / (axis.sourceTo - axis.sourceFrom);
}

/** Whole reply pixels a stretch covers, at least one where it lies inside. */
function visible(from: number, to: number, length: number): readonly [number, number] | undefined {
  const first = roundPosition(from);
  const last = Math.max(first + 1, roundPosition(to));
  const [start, end] = [Math.max(0, first), Math.min(length, last)];
  return end > start ? [start, end] : undefined;
}

function toReply(placed: Placed, rect: Rect): Rect {
  return {
    x: placed.originX + rect.x * placed.scaleX, y: placed.originY + rect.y * placed.scaleY,
    width: rect.width * placed.scaleX, height: rect.height * placed.scaleY,
  };
}

function wholeRect(rect: Rect, reply: Size): PixelRect {
  const across = visible(rect.x, rect.x + rect.width, reply.widthPx) ?? [0, 0];
  const down = visible(rect.y, rect.y + rect.height, reply.heightPx) ?? [0, 0];
  return { xPx: across[0], yPx: down[0], widthPx: across[1] - across[0], heightPx: down[1] - down[0] };
}

/** sRGB and components without a profile are shown as they are; CMYK always needs one to become light. */
function needsProfile(image: ImageFacts, as: ColourSpace): boolean {
  if (as === image.colour && as !== 'rgb') return false;
  return image.colour === 'cmyk' || (image.iccProfileName !== undefined && !/^sRGB\b/i.test(image.iccProfileName));
}

/** A mask is gray whatever was asked, and has no alpha of its own. */
function maskFormat(format: OutputFormat): OutputFormat {
  return { ...format, hasAlpha: false, colour: format.codec === 'webp' || format.codec === 'avif' ? 'rgb' : 'gray' };
}
