import { Failure } from '#base';
import { brokenFile, type ByteSource } from '../bytes.ts';
import { bandsByRow, checkPictureSize, makeBytes, type Picture } from '../picture.ts';
import { openWindow } from '../window.ts';
import { composeBitmaps } from './compose.ts';
import type { Rectangle } from './cursor.ts';
import { paintedPart, type PictBitmap } from './pixel-map.ts';
import { openRows, type RowColours } from './rows.ts';
import { walkPict, type PictContents } from './walk.ts';

/** Opens a QuickDraw picture that consists of bitmaps: one, or several that are painted side by side at one scale. A single
 *  one keeps its own pixels whatever size it is painted at.
 *  @throws BROKEN_FILE, UNSUPPORTED_IMAGE for drawings and for what QuickTime compressed
 *  @source Inside Macintosh: Imaging With QuickDraw, chapter 7 and appendix A */
export function openPict(source: ByteSource): Picture {
  const contents = walkPict(openWindow(source, 'PICT'));
  const bitmaps = paintedBitmaps(contents);
  const { icc, photoshop } = contents;
  const more = { resolutionPpi: bitmaps[0]!.resolutionPpi, icc, photoshop, bitsPerComponent: 8 } as const;
  const colour = bitmaps.every((bitmap) => bitmap.pixelBits === 1 && !bitmap.palette) ? 'gray' : 'rgb';
  if (bitmaps.length > 1) return { ...more, colour, hasAlpha: false, ...composeBitmaps(source, bitmaps, colour) };
  const [bitmap] = bitmaps as [PictBitmap];
  const part = paintedPart(bitmap);
  const [widthPx, heightPx] = [part.right - part.left, part.bottom - part.top];
  checkPictureSize(widthPx, heightPx, 'PICT');
  const hasAlpha = bitmap.components === 4 && !isAlphaEmpty(source, bitmap, part);
  const shape = { widthPx, heightPx, colour, hasAlpha, bitsPerComponent: 8 } as const;
  const colours: RowColours = hasAlpha ? 'rgbAlpha' : colour;
  return {
    ...more, ...shape,
    bands: () => {
      const next = openRows(source, bitmap, part, colours);
      return bandsByRow(shape, makeBytes, (_row, to, at) => next(to, at));
    },
  };
}

function paintedBitmaps({ bitmaps, hasDrawings, codec }: PictContents): readonly PictBitmap[] {
  const refuse = (detail: string): never => { throw new Failure('UNSUPPORTED_IMAGE', { detail }); };
  // A picture of QuickTime carries a bitmap that says what program is missing.
  if (codec !== undefined) refuse(`PICT compressed by QuickTime (${codec})`);
  if (hasDrawings) refuse(bitmaps.length === 0 ? 'PICT of drawn shapes without a bitmap' : 'PICT with drawn shapes besides its bitmap');
  if (bitmaps.length === 0) throw brokenFile('a PICT that paints nothing');
  return bitmaps;
}

/** Writers that leave the fourth component 0 throughout mean an opaque picture. */
function isAlphaEmpty(source: ByteSource, bitmap: PictBitmap, part: Rectangle): boolean {
  const next = openRows(source, bitmap, part, 'rgbAlpha');
  const row = new Uint8Array((part.right - part.left) * 4);
  for (let y = part.top; y < part.bottom; y++) {
    next(row, 0);
    for (let at = 3; at < row.length; at += 4) if (row[at] !== 0) return false;
  }
  return true;
}
