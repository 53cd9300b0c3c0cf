import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Tags by group and name, such as `XMP-dc:Title`. */
export type ExifTags = Readonly<Record<string, unknown>>;

/** What exiftool, which knows nothing of us, reads in some files; its warnings are no failure.
 *  @param words Tags and options of its command line. @returns tags by path */
export async function exiftoolTags(paths: readonly string[], words: readonly string[]): Promise<ReadonlyMap<string, ExifTags>> {
  const program = promisify(execFile);
  const { stdout } = await program('exiftool', ['-j', '-q', '-q', '-G1', '-charset', 'UTF8', ...words, ...paths], { maxBuffer: 64 * 2 ** 20 })
    .catch((thrown: unknown) => {
      // A file it cannot read among others makes it end with 1, its answer for the others complete.
      if (thrown instanceof Error && 'stdout' in thrown && typeof thrown.stdout === 'string' && thrown.stdout !== '') return { stdout: thrown.stdout };
      throw thrown;
    });
  const found = JSON.parse(stdout) as readonly (ExifTags & { readonly SourceFile: string })[];
  return new Map(found.map((tags) => [tags.SourceFile, tags]));
}

/** A tag as text; undefined when it is not there or empty. */
export function tagText(tags: ExifTags, ...names: readonly string[]): string | undefined {
  const value = names.map((name) => tags[name]).find((one) => one !== undefined && one !== '');
  return value === undefined ? undefined : String(value).trim() || undefined;
}

/** A tag of several values as texts, empty ones left out. */
export function tagTexts(tags: ExifTags, name: string): readonly string[] {
  return [tags[name] ?? []].flat().map((value) => String(value).trim()).filter((text) => text !== '');
}
