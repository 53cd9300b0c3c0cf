import type { Readable } from 'node:stream';

/** Keeps the first bytes of a stream and reads the rest away, so that its writer never waits.
 *  @param onPiece Told every piece, the ones that are not kept too. */
export function capture(stream: Readable, mostBytes: number, onPiece?: (piece: Buffer) => void): { readonly done: Promise<void>; bytes(): Buffer } {
  const pieces: Buffer[] = [];
  let length = 0;
  stream.on('data', (piece: Buffer) => {
    onPiece?.(piece);
    const kept = piece.subarray(0, Math.max(0, mostBytes - length));
    if (kept.length === 0) return;
    pieces.push(kept);
    length += kept.length;
  });
  const done = new Promise<void>((resolve) => {
    stream.once('close', () => resolve());
    stream.once('error', () => resolve());
  });
  return { done, bytes: () => Buffer.concat(pieces) };
}
