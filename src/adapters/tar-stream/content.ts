import { Readable } from 'node:stream';
import { Failure } from '#base';
import { brokenFile } from '#formats';
import type { Entry } from './records.ts';

/** Bytes of an entry. It may be destroyed at any time: what is left is then passed over, while the library's own stream
 *  would take the whole archive with it. */
export function contentOf(entry: Entry): Readable {
  const content = new Readable({
    read() { entry.resume(); },
    destroy(cause, done) {
      entry.resume();
      done(cause);
    },
  });
  entry.on('data', (chunk: unknown) => {
    if (!content.destroyed && !content.push(chunk)) entry.pause();
  });
  let isWhole = false;
  entry.once('end', () => {
    isWhole = true;
    content.push(null);
  });
  const breakOff = (cause?: Error): void => {
    if (!isWhole && !content.destroyed) content.destroy(cause instanceof Failure ? cause : brokenFile('the archive ends in the middle of it', cause));
  };
  entry.once('error', breakOff);
  // An archive that ends in the middle may have closed the stream before anybody listened.
  entry.once('close', () => breakOff());
  if (entry.destroying) breakOff();
  return content;
}

/** Goes to the end of an entry, whoever read how much of it. */
export function passOver(entry: Entry): void {
  entry.on('error', () => {});
  entry.resume();
}
