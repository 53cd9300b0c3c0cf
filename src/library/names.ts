import { Failure } from '#base';

/** Longest asset id in UTF-16 units. @source specification of assets, §3.4 */
export const longestName = 128;
/** Longest virtual file name: id, dot and an extension of any sane length. */
const longestFileName = 255;
const longestSegment = 255;
const longestPath = 1024;

/** Characters no id, file or folder name may hold, with the control characters and lone surrogates. @source §3.2 */
// eslint-disable-next-line no-control-regex -- they are what it is about
const removed = /[\\;/?:@&=+$,*"<>|'{}%\u0000-\u001f\u007f\p{Cs}]/gu;

export type CleanFileName = {
  /** The asset id: file name without its last extension. */
  readonly name: string;
  readonly fileName: string;
};

/** Makes the asset id and the virtual file name of an uploaded base name.
 *  @throws INVALID_FILE_NAME when nothing usable is left, or too much.
 *  @source specification of assets, §3 */
export function cleanFileName(fileName: string): CleanFileName {
  const { base, extension } = splitFileName(fileName);
  const name = cleanWord(base);
  // A dot stays even with nothing behind it, so that the name can be told from the file name again.
  const clean = base === fileName ? name : `${name}.${cleanWord(extension)}`;
  if (isOnlyDots(name) || name.length > longestName || clean.length > longestFileName) {
    throw new Failure('INVALID_FILE_NAME', { name: fileName.slice(0, longestFileName) });
  }
  return { name, fileName: clean };
}

/** Makes a name of what something was called elsewhere: cleaned and cut to what an id may have; empty when nothing usable is left. */
export function cleanName(text: string): string {
  const name = cleanWord(text).slice(0, longestName).replace(/\p{Cs}$/u, '').trim();
  return isOnlyDots(name) ? '' : name;
}

/** A first guess at the asset name, so that files which will meet in one asset are produced one after the other.
 *  The library has the last word on names. */
export function orderKeyOf(fileName: string): string {
  const cleaned = cleanWord(fileName);
  const dot = cleaned.lastIndexOf('.');
  return dot > 0 ? cleaned.slice(0, dot) : cleaned;
}

/** Makes a folder path with company root and trailing slash.
 *  @param rootPath With trailing slash, for example `Co/`.
 *  @param path With or without the root; slashes at either end and doubled ones do not matter.
 *  @throws INVALID_PARAMETER for `.` and `..`, for segments above 255 or a path above 1024 characters, and for
 *    segments of nothing but illegal characters. */
export function cleanFolderPath(rootPath: string, path: string): string {
  const root = rootPath.replaceAll('/', '');
  const raw = path.split('/').filter((segment) => segment !== '');
  const below = raw[0] === root ? raw.slice(1) : raw;
  const clean = [root, ...below.map(cleanWord)];
  const result = `${clean.join('/')}/`;
  if (below.length > 0 && (clean.some(isBadSegment) || result.length > longestPath)) {
    throw new Failure('INVALID_PARAMETER', {
      name: 'folderPath', expected: 'folder names of 1 to 255 legal characters', received: path.slice(0, longestPath),
    });
  }
  return result;
}

/** Extension after the last dot in lower case; empty when there is none. */
export function extensionOf(fileName: string): string {
  return splitFileName(fileName).extension.toLowerCase();
}

/** `jpg` and `JPG` are the same, `jpg` and `jpeg` are not. @source specification of UploadPostJob, §3.1 */
export function haveSameExtension(fileName: string, other: string): boolean {
  return extensionOf(fileName) === extensionOf(other);
}

/** The names `chair-<first>`, `chair-<first + 1>` … for a `chair` that is taken, shortened where `-1` would not fit. */
export function suffixedNames(name: string, first: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const suffix = `-${first + index}`;
    // toWellFormed() would leave U+FFFD behind where the cut goes through a pair; drop the half instead.
    return name.slice(0, longestName - suffix.length).replace(/\p{Cs}$/u, '') + suffix;
  });
}

/** The file name for a renamed asset: `chair-1` and `chair.tif` make `chair-1.tif`. */
export function renameFile(name: string, fileName: string): string {
  return name + fileName.slice(splitFileName(fileName).base.length);
}

/** Splits at the last dot. */
export function splitFileName(fileName: string): { readonly base: string; readonly extension: string } {
  const dot = fileName.lastIndexOf('.');
  if (dot < 0) return { base: fileName, extension: '' };
  return { base: fileName.slice(0, dot), extension: fileName.slice(dot + 1) };
}

/** Parent of a folder path; null for the root. */
export function parentOf(path: string): string | null {
  const cut = path.lastIndexOf('/', path.length - 2);
  return cut < 0 ? null : path.slice(0, cut + 1);
}

/** Normalised first: NFC turns some characters (such as the Greek question mark) into forbidden ones. */
function cleanWord(word: string): string {
  return word.normalize('NFC').replace(removed, '').trim();
}

function isOnlyDots(name: string): boolean {
  return /^\.*$/.test(name);
}

function isBadSegment(segment: string): boolean {
  return isOnlyDots(segment) && segment.length < 3 || segment === '' || segment.length > longestSegment;
}
