import { Failure } from '#base';

import { assetTypesOf } from '../asset-filter.ts';
import { foldersWith } from '../folders-with.ts';
import type { Operation } from '../operation.ts';
import { itemArray } from '../present/fields.ts';
import { presentFolder } from '../present/folder.ts';
import { checkImpersonation, companyOf, folderPathOf } from '../subjects.ts';

/** A folder and all below it in one flat list, by path. Permission sets do not exist yet: none are answered. */
export const getFolders: Operation = {
  name: 'getFolders',
  isLooking: true,
  async handle(context, input) {
    await checkImpersonation(context, input);
    const company = companyOf(context);
    const path = folderPathOf(context, input, 'folderPath') ?? company.rootPath;
    const folders = await context.rooms.library.folders(company.id, path);
    if (folders.length === 0 && path !== company.rootPath) {
      throw new Failure('NOT_FOUND', { name: 'folderPath', handle: path });
    }
    const types = assetTypesOf(input, 'assetTypeArray');
    const isShown = types && await foldersWith(context.rooms.library, company.id, path, types);
    const shown = isShown === undefined ? folders : folders.filter((folder) => isShown(folder));
    return { folderArray: itemArray(shown.map(presentFolder)), permissionSetArray: itemArray([]) };
  },
};
