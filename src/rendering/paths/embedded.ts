import { Failure } from '#base';
import { boxOfPath, pathOfFact, quadAroundPath, scaling, transformPath, type Box, type Path, type Quad } from '#formats';
import type { ImageFacts } from '#library';
import { badRequest } from '../failures.ts';
import type { Command } from '../grammar/merge.ts';

/** What paths need of an image. */
export type PathSource = Pick<ImageFacts, 'widthPx' | 'heightPx' | 'photoshopPathNames' | 'photoshopPaths'>;

/** Each takes a pass over the reply. */
const mostNames = 16;

/** Path records of the named paths of an image, each once; names it does not have are passed over.
 *  @throws DELIVERY_BAD_REQUEST above 16 paths, and for a path whose outline was not kept: passing over it would show what
 *  it should hide.
 *  @source delivery, §3.3 `clipPathE` */
export function embeddedRecords({ name: commandName, value }: Command, image: PathSource): readonly string[] {
  const names = new Set(value.split(',').flatMap((word) => nameIn(image, word) ?? []));
  if (names.size > mostNames) throw badRequest(`expected at most ${mostNames} paths for ${commandName} but received ${names.size}`);
  return [...names].map((name) => {
    const records = image.photoshopPaths?.find((path) => path.name === name)?.records;
    if (records === undefined) throw badRequest(`the outline of path ${name} for ${commandName} was not kept`);
    return records;
  });
}

/** Boxes around the named paths. @param toPixels Moves a path from the unit square of the image to where boxes are wanted. */
export function embeddedBoxes(command: Command | undefined, image: PathSource, toPixels: (path: Path) => Path): readonly Box[] {
  if (!command) return [];
  return embeddedRecords(command, image).flatMap((records) => {
    const path = pathOfFact({ records });
    const box = path && drawable(() => boxOfPath(toPixels(path)));
    return box ? [box] : [];
  });
}

/** Corners around a path, in pixels of the upright image.
 *  @returns `unknown` without a path of that name, `notKept` without its outline, or one that could be drawn. */
export function quadOfEmbeddedPath(image: PathSource, name: string): Quad | 'unknown' | 'notKept' {
  const found = nameIn(image, name);
  if (found === undefined) return 'unknown';
  const fact = image.photoshopPaths?.find((path) => path.name === found);
  const path = fact && pathOfFact(fact);
  try {
    return (path && quadAroundPath(transformPath(path, scaling(image.widthPx, image.heightPx)))) ?? 'notKept';
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === 'BROKEN_FILE') return 'notKept';
    throw thrown;
  }
}

/** Runs geometry on outlines of strangers. @throws DELIVERY_BAD_REQUEST for those that no one could have drawn. */
export function drawable<V>(run: () => V): V {
  try {
    return run();
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === 'BROKEN_FILE') throw badRequest(String(thrown.params['detail']));
    throw thrown;
  }
}

function nameIn(image: PathSource, word: string): string | undefined {
  return image.photoshopPathNames.find((name) => name === word) ?? image.photoshopPathNames.find((name) => name.trim() === word.trim());
}
