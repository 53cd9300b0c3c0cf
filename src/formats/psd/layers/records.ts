import { brokenFile, byteReader, latin1, type ByteReader, type ByteSource } from '../../bytes.ts';
import { blendModeOf, type PsdBlendMode } from './blend-modes.ts';
import { listBlocks, readBlock, type PsdBlock } from './blocks.ts';
import { readBox, readMasks } from './mask.ts';
import type { LayersPlace } from './place.ts';
import type { PsdBox, PsdChannel, PsdLayer } from './types.ts';

/** A record as it stands in the file: of a layer, of the head of a group, or of the mark that ends one. */
export type LayerRecord = Omit<PsdLayer, 'kind' | 'parent' | 'content' | 'isBackground'> & {
  readonly section: 'layer' | 'openGroup' | 'closedGroup' | 'groupEnd';
  readonly box: PsdBox;
};

/** Photoshop itself stops at 8,000 layers and 56 channels. */
const most = { records: 8000 * 3, layers: 8000, channels: 60, nameLength: 1024, smallBlockBytes: 4096 };

/** Reads the records of all layers and where their channels lie, pixels untouched.
 *  @throws BROKEN_FILE
 *  @source Adobe Photoshop file formats specification, "Layer records" */
export function readRecords(source: ByteSource, place: LayersPlace): readonly LayerRecord[] {
  if (place.count > most.records) throw brokenFile(`a Photoshop document of ${place.count} layers`);
  const records: { readonly record: LayerRecord; readonly sizes: readonly { readonly id: number; readonly sizeBytes: number }[] }[] = [];
  let at = place.recordsOffset;
  for (let index = 0; index < place.count; index++) {
    const read = readRecord(source, at, place.end, index);
    records.push(read);
    at = read.end;
  }
  // Samples of all layers stand behind all records, in the same order.
  return records.map(({ record, sizes }) => {
    const channels: PsdChannel[] = [];
    for (const size of sizes) {
      channels.push({ ...size, offset: at });
      at += size.sizeBytes;
    }
    return { ...record, channels };
  });
}

function readRecord(source: ByteSource, start: number, stop: number, index: number): {
  readonly record: LayerRecord; readonly sizes: readonly { readonly id: number; readonly sizeBytes: number }[]; readonly end: number;
} {
  const head = piece(source, start, 18, stop);
  const channelCount = head.u16(16);
  if (channelCount > most.channels) throw brokenFile(`a Photoshop layer of ${channelCount} channels`);
  const fixed = piece(source, start + 18, channelCount * 6 + 16, stop);
  const sizes = Array.from({ length: channelCount }, (_, channel) => ({ id: fixed.i16(channel * 6), sizeBytes: fixed.u32(channel * 6 + 2) }));
  const tail = channelCount * 6;
  const flags = fixed.u8(tail + 10);
  const extraStart = start + 18 + channelCount * 6 + 16;
  const end = extraStart + fixed.u32(tail + 12);
  if (end > stop) throw brokenFile('Photoshop layers end before their contents do');
  const { masks, name, blocksOffset } = readExtra(source, extraStart, end);
  const blocks = listBlocks(source, blocksOffset, end);
  const small = (key: string): ByteReader | undefined => smallBlock(source, blocks, key);
  const section = sectionOf(small);
  const record: LayerRecord = {
    index, ...masks, blocks, channels: [],
    box: readBox(head, 0),
    name: wideName(small('luni')) ?? name,
    id: numberIn(small('lyid')),
    section: section.kind,
    blendMode: section.blendMode ?? blendModeOf(fixed.latin1(tail + 4, 4)),
    opacity: fixed.u8(tail + 8),
    fillOpacity: byteIn(small('iOpa')) ?? 255,
    isClipped: fixed.u8(tail + 9) !== 0,
    isVisible: (flags & 2) === 0,
  };
  return { record, sizes, end };
}

/** Mask, blending ranges, old name; then the blocks. */
function readExtra(source: ByteSource, start: number, end: number): {
  readonly masks: ReturnType<typeof readMasks>; readonly name: string; readonly blocksOffset: number;
} {
  const sized = (at: number): number => piece(source, at, 4, end).u32(0);
  const maskBytes = sized(start);
  const rangesAt = start + 4 + maskBytes;
  const masks = readMasks(source.read(start + 4, Math.min(maskBytes, 128, Math.max(0, end - start - 4))));
  const nameAt = rangesAt + 4 + sized(rangesAt);
  const length = piece(source, nameAt, 1, end).u8(0);
  const name = latin1(piece(source, nameAt + 1, length, end).bytes(0, length));
  return { masks, name, blocksOffset: nameAt + (length + 4 & ~3) };
}

function piece(source: ByteSource, at: number, length: number, stop: number): ByteReader {
  if (at + length > stop) throw brokenFile('Photoshop layers end before their contents do');
  return byteReader(source.read(at, length), 'big', 'Photoshop layers');
}

/** A block that decides about the record itself; undefined when there is none of a sane size. */
function smallBlock(source: ByteSource, blocks: readonly PsdBlock[], key: string): ByteReader | undefined {
  const block = blocks.find((candidate) => candidate.key === key && candidate.sizeBytes <= most.smallBlockBytes);
  return block && byteReader(readBlock(source, block, most.smallBlockBytes), 'big', 'Photoshop block');
}

function wideName(numbers: ByteReader | undefined): string | undefined {
  if (!numbers || numbers.sizeBytes < 4) return undefined;
  const length = Math.min(numbers.u32(0), most.nameLength, (numbers.sizeBytes - 4) >> 1);
  return new TextDecoder('utf-16be').decode(numbers.bytes(4, length * 2)).replace(/\0+$/, '');
}

function numberIn(numbers: ByteReader | undefined): number | undefined {
  return numbers && numbers.sizeBytes >= 4 ? numbers.u32(0) : undefined;
}

function byteIn(numbers: ByteReader | undefined): number | undefined {
  return numbers && numbers.sizeBytes >= 1 ? numbers.u8(0) : undefined;
}

const sections: Readonly<Record<number, LayerRecord['section']>> = { 1: 'openGroup', 2: 'closedGroup', 3: 'groupEnd' };

/** A group's own blend mode counts before that of its record, which old programs would read.
 *  @source "Section divider setting" */
function sectionOf(small: (key: string) => ByteReader | undefined): { readonly kind: LayerRecord['section']; readonly blendMode: PsdBlendMode | undefined } {
  const numbers = small('lsct') ?? small('lsdk');
  const kind = sections[numberIn(numbers) ?? 0] ?? 'layer';
  const hasMode = numbers !== undefined && kind !== 'layer' && numbers.sizeBytes >= 12;
  return { kind, blendMode: hasMode ? blendModeOf(numbers.latin1(8, 4)) : undefined };
}
