import type { ImageMapChange } from '#library';
import { actionAttributes } from '#rendering';
import { parseImageMapHandle, type AssetItemHandle, type WireObject } from '#wire';

import { choiceOf, flagOf, invalid, neededTextOf } from './arguments.ts';

const [longestName, longestAction] = [256, 4096];
/** Corners of a polygon; whole pixels of an image. */
const [mostCorners, largestPx] = [1000, 1_000_000];
/** Of an image. */
export const mostImageMaps = 1000;

/** A map as a caller describes it, without its place. @throws MISSING_PARAMETER, INVALID_PARAMETER
 *  @source specification of production, §9.3 */
export function imageMapOf(input: WireObject): Omit<ImageMapChange, 'position'> {
  const name = neededTextOf(input, 'name');
  if (name.length > longestName) throw invalid('name', `at most ${longestName} characters`, name.length);
  const shape = choiceOf({ ...input, shapeType: neededTextOf(input, 'shapeType') }, 'shapeType', ['Rectangle', 'Polygon'])!;
  return { name, shape, region: regionOf(shape, neededTextOf(input, 'region')), action: actionOf(neededTextOf(input, 'action')), isEnabled: flagOf(input, 'enabled') ?? true };
}

function regionOf(shape: ImageMapChange['shape'], text: string): string {
  const numbers = text.split(',').map((part) => (/^\s*\d{1,7}\s*$/.test(part) ? Number(part) : NaN));
  const isCounted = shape === 'Rectangle' ? numbers.length === 4 : numbers.length >= 6 && numbers.length % 2 === 0 && numbers.length <= mostCorners * 2;
  if (!isCounted || !numbers.every((value) => value <= largestPx)) {
    throw invalid('region', shape === 'Rectangle' ? 'left, top, right and bottom in whole pixels' : `x and y of 3 to ${mostCorners} corners in whole pixels`, text.slice(0, 100));
  }
  return numbers.join(',');
}

/** Attributes of an area or an address, and no markup: it is published inside of one. */
function actionOf(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what this keeps out
  const isPlain = text.length <= longestAction && !/[<>\u0000-\u001f\u007f]/.test(text) && actionAttributes(text).length > 0;
  if (!isPlain) throw invalid('action', `attributes of an HTML area without < and >, or an address, of at most ${longestAction} characters`, text.slice(0, 100));
  return text;
}

/** What the handle of a map says. @throws INVALID_PARAMETER */
export function imageMapHandleOf(handle: string): AssetItemHandle {
  const parsed = parseImageMapHandle(handle);
  if (!parsed) throw unknownMap(handle);
  return parsed;
}

export function unknownMap(handle: string): Error {
  return invalid('imageMapHandle', 'the handle of an image map of the image', handle);
}
