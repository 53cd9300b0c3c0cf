import { Failure } from '#base';

import { assetTypesOf } from '../asset-filter.ts';
import { foldersWith } from '../folders-with.ts';
import type { Operation } from '../operation.ts';
import { itemArray } from '../present/fields.ts';
import { presentFolderTree } from '../present/folder.ts';
import { checkImpersonation, companyOf, folderPathOf } from '../subjects.ts';

/** A folder with those below it: `depth` 0 only itself, n so many levels, negative all.
 *  Permission sets do not exist yet: none are answered. */
export const getFolderTree: Operation = {
  name: 'getFolderTree',
  isLooking: true,
  async handle(context, input) {
    await checkImpersonation(context, input);
    const company = companyOf(context);
    const path = folderPathOf(context, input, 'folderPath') ?? company.rootPath;
    const depth = input['depth'];
    const tree = await context.rooms.library.folderTree(company.id, path, typeof depth === 'number' ? depth : -1);
    if (tree === undefined) throw new Failure('NOT_FOUND', { name: 'folderPath', handle: path });
    const types = assetTypesOf(input, 'assetTypeArray');
    const isShown = types && await foldersWith(context.rooms.library, company.id, path, types);
    return { folders: presentFolderTree(tree, isShown), permissionSetArray: itemArray([]) };
  },
};
