import { quadOfEmbeddedPath } from '#rendering';

import { invalid, neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { imageOf } from '../subjects.ts';

/** Four corners around a path saved with an image, in pixels of the upright image, to a thousandth: top left, top right,
 *  bottom right, bottom left. */
export const getPhotoshopPath: Operation = {
  name: 'getPhotoshopPath',
  async handle(context, input) {
    const { image } = await imageOf(context, neededTextOf(input, 'assetHandle'));
    const name = neededTextOf(input, 'pathName');
    const quad = quadOfEmbeddedPath(image, name);
    if (quad === 'unknown') throw invalid('pathName', 'the name of a path saved with the image', name);
    if (quad === 'notKept') throw invalid('pathName', 'a path with an area, of an image uploaded since outlines are kept', name);
    return { perspectiveQuad: Object.fromEntries(quad.flatMap(({ x, y }, corner) => [[`x${corner}`, thousandths(x)], [`y${corner}`, thousandths(y)]])) };
  },
};

function thousandths(pixels: number): number {
  return Math.round(pixels * 1000) / 1000;
}
