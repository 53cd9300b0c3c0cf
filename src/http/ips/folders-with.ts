import type { AssetType, Folder, Library } from '#library';

/** Finds out which folders hold assets of some types, in themselves or below.
 *  @returns a predicate for folders at or below `path` */
export async function foldersWith(
  library: Library, companyId: number, path: string, types: readonly AssetType[],
): Promise<(folder: Pick<Folder, 'path'>) => boolean> {
  const held = new Set<string>();
  for (let page = 1, isMore = true; isMore; page += 1) {
    const found = await library.search({
      companyId, folder: path, includeSubfolders: true, types, sortBy: 'Folder', pageSize: 1000, page,
    });
    for (const { folder } of found.assets) addWithParents(folder, held);
    isMore = found.assets.length > 0 && page * 1000 < found.totalRows;
  }
  return (folder) => held.has(folder.path);
}

function addWithParents(folder: string, held: Set<string>): void {
  let path = folder;
  while (path !== '' && !held.has(path)) {
    held.add(path);
    path = path.slice(0, path.lastIndexOf('/', path.length - 2) + 1);
  }
}
