import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { Failure } from '#base';
import type { Blobs, ColourConversion, ColourEngine, ColourTransform, Pixels } from '#ports';
import type { Conversion } from '../colour/plan.ts';
import { profileBytes } from '../colour/profiles.ts';
import { componentsOf, convertPixels } from './convert.ts';

/** Pixels converted between two looks at other requests. */
const slicePixels = 1 << 15;

export type ManagePorts = { readonly blobs: Pick<Blobs, 'localFile'>; readonly colour: ColourEngine };

/** Converts 8-bit pixels from one profile to another; alpha stays.
 *  @param embedded The profile that the image itself carries. An unusable one counts as none.
 *  @throws BROKEN_PROFILE, PROFILE_MISMATCH for the target */
export async function managePixels(pixels: Pixels, conversion: Conversion, embedded: Uint8Array | undefined, ports: ManagePorts): Promise<Pixels> {
  const transform = await openTransform(pixels, conversion, embedded, ports);
  if (!transform) return convertPixels(pixels, conversion.to.colour);
  const [read, write] = [componentsOf[pixels.colour], componentsOf[conversion.to.colour]];
  const count = pixels.widthPx * pixels.heightPx;
  const colours = pixels.hasAlpha ? withoutAlpha(pixels, read) : pixels.samples as Uint8Array;
  const result = new Uint8Array(count * write);
  for (let from = 0; from < count; from += slicePixels) {
    const to = Math.min(count, from + slicePixels);
    const slice = transform.convert(colours.subarray(from * read, to * read));
    if (slice instanceof Uint8Array) result.set(slice, from * write);
    else dither(slice, result.subarray(from * write, to * write), { from, widthPx: pixels.widthPx, components: write });
    if (to < count) await setImmediate();
  }
  transform.close();
  return { ...pixels, colour: conversion.to.colour, samples: pixels.hasAlpha ? withAlpha(result, pixels, read, write) : result };
}

async function openTransform(
  pixels: Pixels, conversion: Conversion, embedded: Uint8Array | undefined, ports: ManagePorts,
): Promise<ColourTransform | undefined> {
  const { from, otherwise, to, intent, isBlackPointCompensated, isDithered } = conversion;
  const target = await profileBytes(to, ports.blobs, readFile);
  const open = (profile: Uint8Array): Promise<ColourTransform> => {
    const wanted: ColourConversion = {
      from: { profile, colour: pixels.colour, bitsPerComponent: 8 },
      to: { profile: target, colour: to.colour, bitsPerComponent: isDithered ? 16 : 8 }, intent, isBlackPointCompensated,
    };
    return ports.colour.openTransform(wanted);
  };
  if (from === 'embedded' && embedded) {
    try {
      return await open(embedded);
    } catch (thrown) {
      if (!(thrown instanceof Failure) || (thrown.code !== 'BROKEN_PROFILE' && thrown.code !== 'PROFILE_MISMATCH')) throw thrown;
    }
  }
  const fallback = from === 'embedded' ? otherwise : from;
  return fallback && open(await profileBytes(fallback, ports.blobs, readFile));
}

/** An even pattern of 4 × 4 thresholds. @source Bayer: "An optimum method for two-level rendition" (1973) */
const pattern = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];

function dither(wide: Uint16Array, into: Uint8Array, place: { readonly from: number; readonly widthPx: number; readonly components: number }): void {
  const { from, widthPx, components } = place;
  for (let pixel = 0, at = 0; at < wide.length; pixel++) {
    const [x, y] = [(from + pixel) % widthPx, Math.floor((from + pixel) / widthPx)];
    const threshold = (pattern[(y & 3) * 4 + (x & 3)]! + 0.5) / 16;
    for (let component = 0; component < components; component++, at++) into[at] = Math.floor(wide[at]! / 257 + threshold);
  }
}

function withoutAlpha({ samples, widthPx, heightPx }: Pixels, colours: number): Uint8Array {
  const result = new Uint8Array(widthPx * heightPx * colours);
  for (let at = 0, put = 0; put < result.length; at++) {
    for (let component = 0; component < colours; component++) result[put++] = samples[at++]!;
  }
  return result;
}

function withAlpha(colours: Uint8Array, alpha: Pixels, read: number, write: number): Uint8Array {
  const result = new Uint8Array(alpha.widthPx * alpha.heightPx * (write + 1));
  for (let at = 0, put = 0, from = read; put < result.length; from += read + 1) {
    for (let component = 0; component < write; component++) result[put++] = colours[at++]!;
    result[put++] = alpha.samples[from]!;
  }
  return result;
}
