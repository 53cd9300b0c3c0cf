import { open } from 'node:fs/promises';

/** The first bytes of a file.
 *  @param most  How many at the most; a shorter file gives what it has. */
export async function readHead(path: string, most: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const bytes = new Uint8Array(most);
    const { bytesRead } = await file.read(bytes, 0, most, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
