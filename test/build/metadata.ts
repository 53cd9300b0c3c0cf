/** Builders of what files say about themselves: packets, IPTC records, EXIF blocks, and the containers they stand in. */

/** A packet whose one description holds `inner`. @param attributes of the description, with a blank in front. */
export function xmpPacket(inner: string, attributes = ''): Buffer {
  return Buffer.from(`<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="a maker of packets">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"${attributes}>
${inner}
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
${' '.repeat(200)}
<?xpacket end="w"?>`);
}

/** IPTC records: number of record and dataset, and the content. */
export function iptcRecords(...records: readonly (readonly [record: number, dataset: number, content: string | Uint8Array])[]): Buffer {
  return Buffer.concat(records.map(([record, dataset, content]) => {
    const bytes = Buffer.from(content);
    const head = Buffer.of(0x1c, record, dataset, 0, 0);
    head.writeUInt16BE(bytes.length, 3);
    return Buffer.concat([head, bytes]);
  }));
}

/** A field of a directory: bytes (types 1, 2, 7), whole numbers (type 4), rationals (type 5) or a directory in its place. */
export type ExifField = { readonly tag: number } & (
  | { readonly type: 1 | 2 | 7; readonly bytes: string | Uint8Array }
  | { readonly type: 4; readonly numbers: readonly number[] }
  | { readonly type: 5; readonly rationals: readonly (readonly [number, number])[] }
  | { readonly directory: readonly ExifField[] }
);

/** An EXIF block without its mark. */
export function exifBlock(fields: readonly ExifField[], isLittle = true): Buffer {
  const u16 = (value: number): Buffer => isLittle ? Buffer.of(value & 255, value >> 8) : Buffer.of(value >> 8, value & 255);
  const u32 = (value: number): Buffer => isLittle ? Buffer.concat([u16(value & 0xffff), u16(value >>> 16)]) : Buffer.concat([u16(value >>> 16), u16(value & 0xffff)]);
  const directory = (own: readonly ExifField[], offset: number): Buffer => {
    const values: Buffer[] = [];
    let free = offset + 2 + own.length * 12 + 4;
    const entries = own.toSorted((a, b) => a.tag - b.tag).map((field) => {
      const inner = 'directory' in field ? directory(field.directory, free) : undefined;
      const value = 'bytes' in field ? Buffer.from(field.bytes)
        : 'numbers' in field ? Buffer.concat(field.numbers.map(u32))
        : 'rationals' in field ? Buffer.concat(field.rationals.flat().map(u32)) : inner!;
      const type = 'type' in field ? field.type : 4;
      const count = inner ? 1 : type === 4 ? value.length / 4 : type === 5 ? value.length / 8 : value.length;
      const isInline = !inner && value.length <= 4;
      const slot = isInline ? Buffer.concat([value, Buffer.alloc(4 - value.length)]) : u32(free);
      if (!isInline) {
        values.push(value, Buffer.alloc(value.length % 2));
        free += value.length + value.length % 2;
      }
      return Buffer.concat([u16(field.tag), u16(type), u32(count), slot]);
    });
    return Buffer.concat([u16(own.length), ...entries, u32(0), ...values]);
  };
  return Buffer.concat([Buffer.from(isLittle ? 'II*\0' : 'MM\0*', 'latin1'), u32(8), directory(fields, 8)]);
}

/** A chunk of a PNG; its checksum is left out, nobody here looks at it. */
export function pngChunk(type: string, content: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.byteLength);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content, Buffer.alloc(4)]);
}

/** A chunk of a RIFF container. */
export function riffChunk(type: string, content: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 0, 'latin1');
  head.writeUInt32LE(content.byteLength, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.byteLength % 2)]);
}
