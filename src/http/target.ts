import { Failure } from '#base';

/** Where a file goes: a folder with company root and trailing slash, and the base name as sent. */
export type Target = { readonly folder: string; readonly fileName: string };

/** @source specification of assets, §3 */
const maxSegmentCharacters = 255;
const maxPathCharacters = 1024;

/** Finds where a file of a request goes.
 *  @param names.fileName    The request's `fileName`, which overrides the part's.
 *  @param names.partName    `filename` of the file's part.
 *  @param names.destFolder  With or without the company root.
 *  @param rootPath          The company's root, with trailing slash.
 *  @throws MISSING_PARAMETER when there is no base name; INVALID_PARAMETER for `.`, `..`, NUL and over-long paths
 *  @source specification of the upload protocol, §2.5 */
export function targetOf(names: {
  readonly fileName: string | undefined;
  readonly partName: string;
  readonly destFolder: string | undefined;
}, rootPath: string): Target {
  const parameter = names.fileName ? 'fileName' : 'filename';
  const root = rootPath.replace(/\/+$/, '');
  const name = relativePath(withoutLocalFolder(names.fileName || names.partName));
  const startsAtRoot = name.split('/').length > 1 && name.split('/')[0] === root;
  const path = names.destFolder && !startsAtRoot ? relativePath(`${names.destFolder}/${name}`) : name;
  const segments = path.split('/');
  if (name === '' || name.endsWith('/')) throw new Failure('MISSING_PARAMETER', { name: 'fileName' });
  if (segments.length < 2 || segments[0] !== root) segments.unshift(root);
  checkSegments(segments, parameter, path);
  return { folder: `${segments.slice(0, -1).join('/')}/`, fileName: segments.at(-1) ?? '' };
}

/** Old browsers sent the path on the user's own disk, which is nobody's target. */
function withoutLocalFolder(name: string): string {
  return /^(?:[A-Za-z]:|\\\\)/.test(name) ? name.replace(/^[A-Za-z]:/, '').replace(/^.*[\\/]/s, '') : name;
}

function relativePath(path: string): string {
  return path.replaceAll('\\', '/').replace(/\/{2,}/g, '/').replace(/^\//, '');
}

function checkSegments(segments: readonly string[], parameter: string, path: string): void {
  const refuse = (expected: string) => {
    throw new Failure('INVALID_PARAMETER', { name: parameter, expected, received: path.slice(0, 300).replaceAll('\0', '\\0') });
  };
  if (path.includes('\0')) refuse('a path without NUL');
  if (segments.some((segment) => segment === '.' || segment === '..')) refuse('a path without . and .. segments');
  if (segments.some((segment) => segment.length > maxSegmentCharacters)) {
    refuse(`path segments of at most ${maxSegmentCharacters} characters`);
  }
  if (segments.join('/').length > maxPathCharacters) refuse(`a path of at most ${maxPathCharacters} characters`);
}
