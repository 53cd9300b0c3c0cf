import { createHash } from 'node:crypto';

/** Where the test processes of this checkout and user meet: an abstract socket, which cannot become stale. */
export function keeperAddress(): string {
  const place = createHash('sha256').update(`${import.meta.dirname} ${process.getuid?.()}`).digest('hex');
  return `\0prepress-test-${place.slice(0, 16)}`;
}
