import { formatFolderHandle } from '#wire';

import { neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { companyOf } from '../subjects.ts';

/** Makes a folder and what is missing above it; one that exists answers its handle. */
export const createFolder: Operation = {
  name: 'createFolder',
  async handle(context, input) {
    const company = companyOf(context);
    const path = neededTextOf(input, 'folderPath');
    const folder = await context.rooms.library.createFolder(company.id, company.rootPath, path);
    return { folderHandle: formatFolderHandle(folder.path) };
  },
};
