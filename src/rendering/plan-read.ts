import type { Asset, ImageFacts } from '#library';
import type { Kernel, PixelRect } from '#ports';
import { notAvailableYet } from './failures.ts';
import type { Placed } from './place.ts';
import type { LayerGeometry } from './size/layer.ts';
import type { Rect, Size } from './size/types.ts';
import { levelFor, planAxis, type AxisRequest } from './size/window.ts';
import type { ImageRead, WindowRead } from './types.ts';
import { roundPosition } from './values/numbers.ts';

/** Files and facts of an asset that can be shown. */
export type Source = { readonly blobId: string; readonly maskBlobId: string | undefined; readonly image: ImageFacts };

/** The pyramids of an asset; templates and sets have none. */
export function sourceOf(asset: Asset): Source {
  const file = asset.artifacts.optimized ?? asset.artifacts.preview;
  if (!asset.image || !file) throw notAvailableYet(`pictures of type ${asset.type}`);
  return { blobId: file.blobId, maskBlobId: asset.artifacts.mask?.blobId, image: asset.image };
}

/** Something with pixels at full size and at sizes halved again and again. */
export type Leveled = Size & { readonly levels: readonly Size[] };

/** Decides which piece of which level is read for a layer, and how; undefined when nothing of it shows.
 *  @param crop In source pixels. */
export function planRead(
  source: Source, crop: Rect, layer: Pick<LayerGeometry, 'image' | 'flip'>, placed: Target,
  how: Pick<ImageRead, 'conversion' | 'kernel'>,
): ImageRead | undefined {
  const { image } = source;
  const read = planWindow(image, crop, layer, placed, how.kernel);
  return read && {
    blobId: source.blobId, maskBlobId: source.maskBlobId, colour: image.colour, bitsPerComponent: image.bitsPerComponent,
    conversion: how.conversion, ...read,
  };
}

/** Where layer pixels come to lie: scaled, moved, and cut to a size. */
export type Target = Pick<Placed, 'reply' | 'scaleX' | 'scaleY' | 'originX' | 'originY'>;

/** The same for anything with levels. @param source Without levels there is the full size alone. */
export function planWindow(
  source: Leveled, crop: Rect, layer: Pick<LayerGeometry, 'image' | 'flip'>, placed: Target, kernel: Kernel,
): WindowRead | undefined {
  const x = spanOf({
    sourceLength: source.widthPx, cropFrom: crop.x, cropLength: crop.width, rectFrom: layer.image.x, rectLength: layer.image.width,
    scale: placed.scaleX, origin: placed.originX, replyLength: placed.reply.widthPx, isFlipped: layer.flip.isLeftRight,
  });
  const y = spanOf({
    sourceLength: source.heightPx, cropFrom: crop.y, cropLength: crop.height, rectFrom: layer.image.y, rectLength: layer.image.height,
    scale: placed.scaleY, origin: placed.originY, replyLength: placed.reply.heightPx, isFlipped: layer.flip.isUpDown,
  });
  if (!x || !y) return undefined;
  const levels = source.levels.length > 0 ? source.levels : [source];
  const level = levelFor(Math.max(scaleOf(x), scaleOf(y)), levels.length);
  const size = levels[level]!;
  const across = planAxis({ ...x, levelLength: size.widthPx });
  const down = planAxis({ ...y, levelLength: size.heightPx });
  return {
    level, kernel,
    window: {
      xPx: across.windowAt, yPx: down.windowAt, widthPx: across.windowLength, heightPx: down.windowLength,
    },
    scaled: { widthPx: across.scaledLength, heightPx: down.scaledLength },
    keep: {
      xPx: across.keepAt, yPx: down.keepAt, widthPx: x.visibleTo - x.visibleFrom, heightPx: y.visibleTo - y.visibleFrom,
    },
    flip: layer.flip, at: { xPx: x.visibleFrom, yPx: y.visibleFrom },
  };
}

/** One axis of a cropped image in a layer in a reply. */
type Axis = {
  readonly sourceLength: number;
  readonly cropFrom: number;
  readonly cropLength: number;
  /** Of the image in its layer. */
  readonly rectFrom: number;
  readonly rectLength: number;
  /** Reply pixels per layer pixel, and where the layer begins. */
  readonly scale: number;
  readonly origin: number;
  readonly replyLength: number;
  readonly isFlipped: boolean;
};

type Span = Omit<AxisRequest, 'levelLength'>;

/** The part of the source inside its crop, and where in the reply it lies; undefined when nothing shows. */
function spanOf(axis: Axis): Span | undefined {
  const cropTo = axis.cropFrom + axis.cropLength;
  const sourceFrom = Math.max(0, axis.cropFrom);
  const sourceTo = Math.min(axis.sourceLength, cropTo);
  if (sourceTo <= sourceFrom) return undefined;
  const perSource = (axis.rectLength / axis.cropLength) * axis.scale;
  const [before, after] = [(sourceFrom - axis.cropFrom) * perSource, (cropTo - sourceTo) * perSource];
  const start = axis.origin + axis.rectFrom * axis.scale;
  const targetFrom = start + (axis.isFlipped ? after : before);
  const targetTo = start + axis.rectLength * axis.scale - (axis.isFlipped ? before : after);
  const shown = visible(targetFrom, targetTo, axis.replyLength);
  return shown && {
    sourceLength: axis.sourceLength, sourceFrom, sourceTo, targetFrom, targetTo,
    visibleFrom: shown[0], visibleTo: shown[1], isFlipped: axis.isFlipped,
  };
}

function scaleOf(span: Span): number {
  return (span.targetTo - span.targetFrom) / (span.sourceTo - span.sourceFrom);
}

/** Whole reply pixels a stretch covers, at least one where it lies inside. */
function visible(from: number, to: number, length: number): readonly [number, number] | undefined {
  const first = roundPosition(from);
  const last = Math.max(first + 1, roundPosition(to));
  const [start, end] = [Math.max(0, first), Math.min(length, last)];
  return end > start ? [start, end] : undefined;
}

/** Whole reply pixels that a layer's rectangle covers; empty when it lies outside. */
export function layerRectInReply(layer: Size, placed: Target): PixelRect {
  const across = visible(placed.originX, placed.originX + layer.widthPx * placed.scaleX, placed.reply.widthPx) ?? [0, 0];
  const down = visible(placed.originY, placed.originY + layer.heightPx * placed.scaleY, placed.reply.heightPx) ?? [0, 0];
  return { xPx: across[0], yPx: down[0], widthPx: across[1] - across[0], heightPx: down[1] - down[0] };
}
