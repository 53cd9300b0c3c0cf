import { Failure } from '#base';
import { loadSharp } from './library.ts';

/** The CMYK profile that libvips brings along: "Chemical proof", coated paper, by Graeme W. Gill, who put it into the public
 *  domain (its copyright tag says so). */
export async function builtInCmykProfile(): Promise<Uint8Array> {
  const sharp = await loadSharp(1);
  const tiny = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'white' } }).withIccProfile('cmyk').jpeg().toBuffer();
  const { icc } = await sharp(tiny).metadata();
  if (!icc) throw new Failure('UNEXPECTED');
  return new Uint8Array(icc);
}
