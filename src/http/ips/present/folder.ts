import type { Folder, FolderTree } from '#library';
import { formatFolderHandle, type WireObject } from '#wire';

import { itemArray } from './fields.ts';

/** A folder as `Folder` of the wire, without what is below it. */
export function presentFolder(folder: Folder): WireObject {
  return {
    folderHandle: formatFolderHandle(folder.path),
    path: folder.path,
    lastModified: folder.modifiedAt,
    childLastModified: folder.childModifiedAt,
    hasSubfolders: folder.hasSubfolders,
  };
}

/** Most folders one answer holds. @source specification of the operations, §6 */
const maxFolders = 100_000;

/** A folder with what is below it; stops at 100,000 folders, nearest to the top first. */
export function presentFolderTree(tree: FolderTree, isShown: (folder: Folder) => boolean = () => true): WireObject {
  const top = { folder: tree, wire: presentFolder(tree) as Record<string, unknown> };
  let count = 1;
  let level = [top];
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { folder, wire } of level) {
      const below = folder.subfolders.filter(isShown).slice(0, maxFolders - count)
        .map((subfolder) => ({ folder: subfolder, wire: presentFolder(subfolder) as Record<string, unknown> }));
      count += below.length;
      wire['subfolderArray'] = itemArray(below.map((entry) => entry.wire as WireObject));
      next.push(...below);
    }
    level = next;
  }
  return top.wire as WireObject;
}
