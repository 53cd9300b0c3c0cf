import { Failure } from '#base';
import { compose, scaling, transformPath, type Affine, type Box } from '#formats';
import { badRequest } from '../failures.ts';
import type { Command, MergedRequest } from '../grammar/merge.ts';
import { readBox, readCrop, readExtend, readFlip, readScale } from '../read-commands.ts';
import { layOutLayer, scaleLayer, type LayerGeometry } from '../size/layer.ts';
import type { Rect } from '../size/types.ts';
import { maxEdgePx } from '../values/numbers.ts';
import { embeddedBoxes, type PathSource } from './embedded.ts';

/** The base layer laid out, and how points find their way into the composite. */
export type BaseLayer = {
  /** Part of the source that shows, in its pixels; of any fraction where the composite was cropped to a path. */
  readonly crop: Rect;
  readonly layer: LayerGeometry;
  /** From the layer as its own commands see it. */
  readonly fromLayer: Affine;
  /** From the unit square of the source. */
  readonly fromSource: Affine;
};

/** Crops, scales, turns and extends the base layer, then crops and turns the composite.
 *  @param resolution Of the record, for `res`.
 *  @throws DELIVERY_BAD_REQUEST, DELIVERY_TOO_LARGE @source delivery, §2.2, §1.3 */
export function layOutBase(merged: MergedRequest, image: PathSource, resolution: number): BaseLayer {
  const commands = merged.layers.get(0)!.commands;
  const composite = merged.composite.commands;
  const crop = cropToPaths(readCrop(commands.get('crop'), image.widthPx, image.heightPx), commands.get('croppathe'), image);
  const box = readBox(commands.get('size'), undefined);
  const scale = readScale(commands, resolution);
  const before = scaleLayer(crop, box, scale);
  const compositeFlip = readFlip(composite.get('flip'));
  const layer = layOutLayer({
    crop, box, scale, layerFlip: readFlip(commands.get('flip')), compositeFlip,
    extend: readExtend(commands.get('extend'), before),
  });
  if (!layer) throw badRequest('extend leaves nothing of the layer');
  if (layer.rect.widthPx > maxEdgePx || layer.rect.heightPx > maxEdgePx) throw new Failure('DELIVERY_TOO_LARGE');
  const { widthPx, heightPx } = layer.rect;
  const laidOut = {
    crop, layer, fromSource: sourceToComposite(crop, layer, image),
    fromLayer: [compositeFlip.isLeftRight ? -1 : 1, 0, 0, compositeFlip.isUpDown ? -1 : 1, compositeFlip.isLeftRight ? widthPx : 0, compositeFlip.isUpDown ? heightPx : 0],
  } as const;
  return cropComposite(laidOut, composite.get('croppathe'), image);
}

/** `cropPathE` of a layer: the crop and the boxes of all paths have in common what is left. */
export function cropToPaths(crop: Rect, command: Command | undefined, image: PathSource): Rect {
  const boxes = embeddedBoxes(command, image, (path) => transformPath(path, scaling(image.widthPx, image.heightPx)));
  return boxes.reduce(intersected, crop);
}

/** `cropPathE` of the composite: turned already, so that it is cut where the paths come to lie. */
function cropComposite(base: BaseLayer, command: Command | undefined, image: PathSource): BaseLayer {
  const boxes = embeddedBoxes(command, image, (path) => transformPath(path, base.fromSource));
  if (boxes.length === 0) return base;
  const { layer, crop } = base;
  const cut = boxes.reduce(intersected, { x: 0, y: 0, width: layer.rect.widthPx, height: layer.rect.heightPx });
  const [across, down] = [
    cutAxis(layer.image.x, layer.image.width, crop.x, crop.width, cut.x, cut.width, layer.flip.isLeftRight),
    cutAxis(layer.image.y, layer.image.height, crop.y, crop.height, cut.y, cut.height, layer.flip.isUpDown),
  ];
  const moved = (affine: Affine): Affine => compose(affine, [1, 0, 0, 1, -cut.x, -cut.y]);
  return {
    crop: { x: across.from, y: down.from, width: across.length, height: down.length },
    layer: {
      rect: { widthPx: cut.width, heightPx: cut.height }, flip: layer.flip,
      image: { x: across.at, y: down.at, width: across.size, height: down.size },
    },
    fromLayer: moved(base.fromLayer), fromSource: moved(base.fromSource),
  };
}

/** Which part of a scaled axis is left in a cut. A path lies on its image, so that something always is. */
function cutAxis(at: number, size: number, from: number, length: number, cutAt: number, cutSize: number, isFlipped: boolean): {
  readonly at: number; readonly size: number; readonly from: number; readonly length: number;
} {
  const [first, last] = [Math.max(at, cutAt), Math.min(at + size, cutAt + cutSize)];
  if (last <= first) throw badRequest('cropPathE leaves nothing of the image');
  const perPixel = length / size;
  const before = isFlipped ? at + size - last : first - at;
  return { at: first - cutAt, size: last - first, from: from + before * perPixel, length: (last - first) * perPixel };
}

/** What a rectangle and the whole pixels a box touches have in common; a thousandth of a pixel touches nothing: paths are
 *  saved to 1/2^24 of the image. @throws DELIVERY_BAD_REQUEST when nothing is left */
function intersected(rect: Rect, box: Box): Rect {
  const sliver = 0.001;
  const [left, top] = [Math.max(rect.x, Math.floor(box.left + sliver)), Math.max(rect.y, Math.floor(box.top + sliver))];
  const right = Math.min(rect.x + rect.width, Math.max(left + 1, Math.ceil(box.right - sliver)));
  const bottom = Math.min(rect.y + rect.height, Math.max(top + 1, Math.ceil(box.bottom - sliver)));
  if (right <= left || bottom <= top) throw badRequest('cropPathE leaves nothing of the image');
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function sourceToComposite(crop: Rect, { image, flip }: LayerGeometry, { widthPx, heightPx }: PathSource): Affine {
  const [scaleX, scaleY] = [image.width / crop.width, image.height / crop.height];
  const toLayer: Affine = [
    flip.isLeftRight ? -scaleX : scaleX, 0, 0, flip.isUpDown ? -scaleY : scaleY,
    flip.isLeftRight ? image.x + image.width + crop.x * scaleX : image.x - crop.x * scaleX,
    flip.isUpDown ? image.y + image.height + crop.y * scaleY : image.y - crop.y * scaleY,
  ];
  return compose(scaling(widthPx, heightPx), toLayer);
}
