import { brokenFile, byteReader, type ByteSource } from '../../bytes.ts';
import { listBlocks } from './blocks.ts';

/** What the "layer and mask information" section holds, records unread. */
export type LayersPlace = {
  /** The first channel behind the colours of the merged image is its transparency. */
  readonly isMergedTransparent: boolean;
  /** 0: there are no layers. */
  readonly count: number;
  readonly recordsOffset: number;
  readonly end: number;
};

const none: LayersPlace = { isMergedTransparent: false, count: 0, recordsOffset: 0, end: 0 };

/** Documents of 16 and 32 bits keep their layers in a block behind their usual place, and say of the merged image's
 *  transparency by a block of its own instead of a negative count. */
const layerKeys = ['Layr', 'Lr16', 'Lr32'];
const transparencyKeys = ['Mtrn', 'Mt16', 'Mt32'];

/** Finds the layers between two places.
 *  @throws BROKEN_FILE when the section is smaller than what it says it holds.
 *  @source Adobe Photoshop file formats specification, "Layer and mask information section" */
export function findLayers(source: ByteSource, start: number, end: number): LayersPlace {
  if (end - start < 4) return none;
  const layersStart = start + 4;
  const layersEnd = layersStart + byteReader(source.read(start, 4), 'big', 'Photoshop document').u32(0);
  if (layersEnd > end) throw brokenFile('Photoshop layers end before their contents do');
  const usual = placeAt(source, layersStart, layersEnd);
  if (usual.count > 0 || end - layersEnd < 4) return usual;
  const masksEnd = layersEnd + 4 + byteReader(source.read(layersEnd, 4), 'big', 'Photoshop document').u32(0);
  const blocks = masksEnd > end ? [] : listBlocks(source, masksEnd, end);
  const deep = blocks.find(({ key }) => layerKeys.includes(key));
  const place = deep ? placeAt(source, deep.offset, deep.offset + deep.sizeBytes) : usual;
  return blocks.some(({ key }) => transparencyKeys.includes(key)) ? { ...place, isMergedTransparent: true } : place;
}

function placeAt(source: ByteSource, start: number, end: number): LayersPlace {
  if (end - start < 2) return none;
  const signed = byteReader(source.read(start, 2), 'big', 'Photoshop layers').i16(0);
  return { isMergedTransparent: signed < 0, count: Math.abs(signed), recordsOffset: start + 2, end };
}
