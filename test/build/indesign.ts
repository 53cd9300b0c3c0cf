const pageBytes = 4096;
const masterMark = Buffer.from('0606edf5d81d46e5bd31efe7fe74b71d', 'hex');
const frontMark = Buffer.from('de39397951884b6c8e63eef8aee0dd38', 'hex');
const backMark = Buffer.from('fdcedb70f7864b4fa4d3c728b3417106', 'hex');

/** What stands in an InDesign document that says something: a database of empty pages, then objects.
 *  @source XMP specification part 3, §3.3 "InDesign" */
export type InDesignParts = {
  readonly packet?: Uint8Array;
  /** Of the database, its two master pages included. */
  readonly pages?: number;
  /** Objects that stand before the one with the packet. */
  readonly objects?: readonly Uint8Array[];
  readonly isBigEndian?: boolean;
};

export function inDesignBytes({ packet, pages = 4, objects = [], isBigEndian = false }: InDesignParts): Buffer {
  const length = Buffer.alloc(4);
  if (isBigEndian) length.writeUInt32BE(packet?.byteLength ?? 0);
  else length.writeUInt32LE(packet?.byteLength ?? 0);
  const all = [...objects, ...(packet ? [Buffer.concat([length, packet])] : [])];
  return Buffer.concat([
    // The older master page knows of another size.
    master(1, pages + 7, isBigEndian), master(2, pages, isBigEndian), Buffer.alloc((pages - 2) * pageBytes),
    ...all.map((content, index) => Buffer.concat([marker(frontMark, index, content.byteLength), content, marker(backMark, index, content.byteLength)])),
  ]);
}

function master(sequence: number, pages: number, isBigEndian: boolean): Buffer {
  const page = Buffer.alloc(pageBytes);
  masterMark.copy(page, 0);
  page.write('DOCUMENT', 16, 'latin1');
  page[24] = isBigEndian ? 2 : 1;
  page.writeBigUInt64LE(BigInt(sequence), 264);
  page.writeUInt32LE(pages, 280);
  return page;
}

function marker(mark: Buffer, id: number, sizeBytes: number): Buffer {
  const bytes = Buffer.alloc(32);
  mark.copy(bytes, 0);
  bytes.writeUInt32LE(id + 1, 16);
  bytes.writeUInt32LE(0x4000_0001, 20);
  bytes.writeUInt32LE(sizeBytes, 24);
  bytes.writeUInt32LE(0xffff_ffff, 28);
  return bytes;
}

/** A packet's list of thumbnails, each a JPEG. */
export function xmpThumbnails(...pictures: readonly { readonly widthPx: number; readonly heightPx: number; readonly jpeg: Uint8Array }[]): string {
  const items = pictures.map(({ widthPx, heightPx, jpeg }) => `<rdf:li rdf:parseType="Resource"><xmpGImg:width>${widthPx}</xmpGImg:width>`
    + `<xmpGImg:height>${heightPx}</xmpGImg:height><xmpGImg:format>JPEG</xmpGImg:format>`
    + `<xmpGImg:image>${(Buffer.from(jpeg).toString('base64').match(/.{1,76}/g) ?? []).join('&#xA;')}</xmpGImg:image></rdf:li>`);
  return `<xmp:Thumbnails xmlns:xmpGImg="http://ns.adobe.com/xap/1.0/g/img/"><rdf:Alt>${items.join('')}</rdf:Alt></xmp:Thumbnails>`;
}
