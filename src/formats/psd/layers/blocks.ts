import { brokenFile, byteReader, type ByteSource } from '../../bytes.ts';

/** One block of additional layer information, content unread. */
export type PsdBlock = {
  /** Four characters, such as `luni` or `SoCo`. */
  readonly key: string;
  readonly offset: number;
  readonly sizeBytes: number;
};

/** Real layers have up to 40; so many for each of 8,000 layers can still be held. */
const maxBlocks = 128;
const headBytes = 12;

/** Lists the blocks between two places. Writers pad contents to two bytes, to four, or not at all: the next mark decides.
 *  Stops quietly at the first thing that is no block.
 *  @source Adobe Photoshop file formats specification, "Additional layer information" */
export function listBlocks(source: ByteSource, start: number, end: number): readonly PsdBlock[] {
  const blocks: PsdBlock[] = [];
  for (let at = start; at + headBytes <= end && blocks.length < maxBlocks;) {
    const head = byteReader(source.read(at, headBytes), 'big', 'Photoshop block');
    if (!isMark(head.latin1(0, 4))) break;
    const block = { key: head.latin1(4, 4), offset: at + headBytes, sizeBytes: head.u32(8) };
    if (block.offset + block.sizeBytes > end) break;
    blocks.push(block);
    at = nextMark(source, block.offset + block.sizeBytes, end);
  }
  return blocks;
}

/** Content of a block.
 *  @param mostBytes What it may have. @throws BROKEN_FILE above that */
export function readBlock(source: ByteSource, block: PsdBlock, mostBytes: number): Uint8Array {
  if (block.sizeBytes > mostBytes) throw brokenFile(`a Photoshop block ${JSON.stringify(block.key)} of ${block.sizeBytes} bytes`);
  return source.read(block.offset, block.sizeBytes);
}

function nextMark(source: ByteSource, at: number, end: number): number {
  const near = byteReader(source.read(at, Math.max(0, Math.min(7, end - at))), 'big', 'Photoshop block');
  for (let padding = 0; padding + 4 <= near.sizeBytes; padding++) {
    if (isMark(near.latin1(padding, 4))) return at + padding;
  }
  return end;
}

function isMark(text: string): boolean {
  return text === '8BIM' || text === '8B64';
}
