/** A Targa image to make. */
export type Targa = {
  readonly type: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bitsPerPixel: number;
  /** Bytes of the pixel data, exactly as they stand in the file. */
  readonly data: readonly number[];
  /** 0x20: from the top; 0x10: from the right; lowest four bits: bits of alpha. */
  readonly descriptor?: number;
  readonly map?: { readonly first?: number; readonly bits: number; readonly bytes: readonly number[] };
  readonly identity?: string;
  /** Adds a footer and an extension area that says what alpha means: 0 to 4. */
  readonly attributes?: number;
};

export function targaBytes(targa: Targa): Buffer {
  const { map, identity = '', descriptor = 0x20 } = targa;
  const header = Buffer.alloc(18);
  header[0] = identity.length;
  header[1] = map ? 1 : 0;
  header[2] = targa.type;
  if (map) {
    header.writeUInt16LE(map.first ?? 0, 3);
    header.writeUInt16LE(map.bytes.length / Math.ceil(map.bits / 8), 5);
    header[7] = map.bits;
  }
  header.writeUInt16LE(targa.widthPx, 12);
  header.writeUInt16LE(targa.heightPx, 14);
  header[16] = targa.bitsPerPixel;
  header[17] = descriptor;
  const image = Buffer.concat([header, Buffer.from(identity, 'latin1'), Buffer.from(map?.bytes ?? []), Buffer.from(targa.data)]);
  if (targa.attributes === undefined) return image;
  const extension = Buffer.alloc(495);
  extension.writeUInt16LE(495, 0);
  extension[494] = targa.attributes;
  const footer = Buffer.alloc(26);
  footer.writeUInt32LE(image.length, 0);
  footer.write('TRUEVISION-XFILE.\0', 8, 'latin1');
  return Buffer.concat([image, extension, footer]);
}
