import { joinRows } from './join.ts';
import type { Plane } from './planes.ts';

/** Rows of a picture from the top: colour interleaved, alpha apart. */
export type PsdRows = {
  /** Length = rows × width × colours. CMYK: 0 = no ink. */
  readonly colour: Uint8Array | Uint16Array;
  /** Length = rows × width; 8 bits whatever the colour has; not premultiplied. */
  readonly alpha: Uint8Array | undefined;
};

/** What all rows of a picture have in common. */
export type PsdRowShape = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly colour: 'gray' | 'rgb' | 'cmyk';
  readonly bitsPerComponent: 8 | 16;
  readonly hasAlpha: boolean;
};

/** A picture that is read from the top, holding no more than the rows asked for. */
export type PsdRowReader = PsdRowShape & {
  /** The next rows, fewer at the end and none behind it: views that hold until the next call.
   *  @throws BROKEN_FILE when pixels end early or are damaged */
  rows(count: number): PsdRows;
};

export const coloursOf: Readonly<Record<PsdRowShape['colour'], 1 | 3 | 4>> = { gray: 1, rgb: 3, cmyk: 4 };

/** How samples stand in the planes. */
type Storage = {
  readonly shape: PsdRowShape;
  /** As many as there are colours. */
  readonly colours: readonly Plane[];
  readonly alpha: Plane | undefined;
  /** Of the planes: one bit means that a set bit is black. */
  readonly storedBits: 1 | 8 | 16;
  /** Colour is stored as seen on white paper, and has to be taken off it again. */
  readonly isOnWhite: boolean;
};

/** Interleaves planes. */
export function openRows(storage: Storage): PsdRowReader {
  const { shape } = storage;
  const colours = coloursOf[shape.colour];
  const rowSamples = shape.widthPx * colours;
  const isDeep = shape.bitsPerComponent === 16;
  const largest = isDeep ? 65_535 : 255;
  const flip = shape.colour === 'cmyk' ? largest : 0;
  let [row, room] = [0, 0];
  let colour: Uint8Array | Uint16Array = new Uint8Array();
  let alpha = new Uint8Array();
  const wideAlpha = new Uint16Array(storage.alpha ? shape.widthPx : 0);
  const grow = (count: number): void => {
    if (count <= room) return;
    room = count;
    colour = isDeep ? new Uint16Array(count * rowSamples) : new Uint8Array(count * rowSamples);
    alpha = new Uint8Array(storage.alpha ? count * shape.widthPx : 0);
  };
  return {
    ...shape,
    rows(wanted) {
      const count = Math.max(0, Math.min(wanted, shape.heightPx - row));
      grow(count);
      for (let index = 0; index < count; index++) {
        const target = colour.subarray(index * rowSamples, (index + 1) * rowSamples);
        const isFlippedLater = storage.isOnWhite && storage.alpha !== undefined;
        joinRows(storage.colours.map((plane) => plane.nextRow()), target, isFlippedLater ? 0 : flip, storage.storedBits);
        if (storage.alpha) {
          joinRows([storage.alpha.nextRow()], wideAlpha, 0, storage.storedBits);
          if (storage.isOnWhite) takeOffWhite(target, wideAlpha, colours, largest);
          if (isFlippedLater && flip !== 0) invert(target, flip);
          narrow(wideAlpha, alpha, index * shape.widthPx, isDeep);
        }
      }
      row += count;
      return {
        colour: colour.subarray(0, count * rowSamples),
        alpha: storage.alpha ? alpha.subarray(0, count * shape.widthPx) : undefined,
      };
    },
  };
}

/** Photoshop lays the merged image on white and keeps its transparency beside: colour = (seen − white × (1 − a)) / a.
 *  Stored CMYK is inverted, so that its white is the largest sample too. */
function takeOffWhite(samples: Uint8Array | Uint16Array, alpha: Uint16Array, colours: number, largest: number): void {
  for (let pixel = 0, at = 0; pixel < alpha.length; pixel++, at += colours) {
    const opacity = alpha[pixel]!;
    if (opacity === 0 || opacity === largest) continue;
    for (let component = at; component < at + colours; component++) {
      const seen = largest - samples[component]!;
      samples[component] = largest - Math.min(largest, Math.round((seen * largest) / opacity));
    }
  }
}

function narrow(from: Uint16Array, to: Uint8Array, start: number, isDeep: boolean): void {
  for (let pixel = 0; pixel < from.length; pixel++) to[start + pixel] = isDeep ? Math.round(from[pixel]! / 257) : from[pixel]!;
}

function invert(samples: Uint8Array | Uint16Array, flip: number): void {
  for (let at = 0; at < samples.length; at++) samples[at] = samples[at]! ^ flip;
}
