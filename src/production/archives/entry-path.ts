import { Failure } from '#base';
import { isHiddenFile } from '#library';

/** Where an entry wants to go: below the archive's folder, or nowhere. */
export type EntryPath = { readonly folder: string; readonly fileName: string; readonly isHidden: boolean };

/** The longest path of the library; its names are judged there. @source specification of assets, §3.4 */
const longestPath = 1024;
const longestSegment = 255;
const macFolder = '__MACOSX';

/** Reads the name of an entry as a path. `\` separates as `/` does, which is how some makers write it.
 *  @throws ENTRY_UNSAFE_PATH for absolute paths, `..` and NUL; ENTRY_LIMIT for too deep and too long ones */
export function readEntryPath(name: string, depthMost: number): EntryPath {
  const path = name.replaceAll('\\', '/');
  if (path.includes('\0') || /^(?:\/|[A-Za-z]:)/.test(path)) throw new Failure('ENTRY_UNSAFE_PATH');
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.includes('..') || segments.length === 0) throw new Failure('ENTRY_UNSAFE_PATH');
  const isHidden = segments.some((segment) => isHiddenFile(segment) || segment === macFolder);
  if (segments.length - 1 > depthMost) throw new Failure('ENTRY_LIMIT', { limit: depthMost, unit: 'folders' });
  if (path.length > longestPath || segments.some((segment) => segment.length > longestSegment)) {
    throw new Failure('ENTRY_LIMIT', { limit: path.length > longestPath ? longestPath : longestSegment, unit: 'characters' });
  }
  return { folder: segments.slice(0, -1).map((segment) => `${segment}/`).join(''), fileName: segments.at(-1)!, isHidden };
}
