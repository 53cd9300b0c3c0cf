import type { Engines, PostScript, Raster } from '#ports';
import { coloursOf, distil } from './distil.ts';
import { draw } from './draw.ts';

/** PostScript by Ghostscript, a program that is installed or not. Nothing is started before the first question.
 *  @param engines Runs it. @param raster Reads pictures that it draws with alpha. */
export function openGhostscript(engines: Engines, raster: Pick<Raster, 'decode'>): PostScript {
  return {
    distil: (path, how) => distil(engines, path, how),
    coloursOf: (path, how) => coloursOf(engines, path, how),
    draw: (path, page, as, how) => draw(engines, raster, path, page, as, how),
  };
}
