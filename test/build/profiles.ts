import sharp from 'sharp';

/** The CMYK profile that libvips brings: an output profile with tables both ways, in the public domain. */
export async function cmykProfile(): Promise<Uint8Array> {
  const tiny = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'white' } }).withIccProfile('cmyk').jpeg().toBuffer();
  const { icc } = await sharp(tiny).metadata();
  if (!icc) throw new Error('Expected libvips to embed its CMYK profile');
  return new Uint8Array(icc);
}
