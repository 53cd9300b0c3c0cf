import { readOperations } from '../notation.ts';
import { batchResult, responseFilter, viewer } from './shared.ts';

/** Folders and projects. */
export const folderOperations = readOperations({
  addProjectAssets: {
    purpose: 'Put assets into a project.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string projectHandle|projectHandleArray:string assetHandleArray:HandleArray',
    result: `${batchResult}`,
  },
  createFolder: {
    purpose: 'Create a folder under the company root.',
    class: 'A',
    roles: 'UACPKk',
    param: 'companyHandle:string folderPath:string',
    result: 'folderHandle:string',
  },
  createProject: {
    purpose: 'Create a project.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string projectName:string',
    result: 'projectHandle:string',
  },
  deleteFolder: {
    purpose: 'Delete a folder and move its assets to the trash.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string folderHandle:string',
  },
  deleteProject: {
    purpose: 'Delete a project.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle|companyName:string projectHandle:string',
  },
  getFolderTree: {
    purpose: 'Folder hierarchy down to a depth, 100,000 folders at most.',
    class: 'A',
    roles: 'UACTtKk',
    param: `${viewer} folderPath:string? depth:int assetTypeArray:StringArray? ${responseFilter}`,
    result: 'folders:Folder? permissionSetArray:PermissionSetArray?>=2012-02-14',
  },
  getFolders: {
    purpose: 'Folders (flat or by path) with permissions.',
    class: 'A',
    roles: 'UACTtPpKk',
    param: `${viewer} folderPath:string? assetTypeArray:StringArray? ${responseFilter}`,
    result: 'folderArray:FolderArray? permissionSetArray|permissionsSetArray:PermissionSetArray?>=2012-02-14',
  },
  getProjects: {
    purpose: 'Projects of a company.',
    class: 'A',
    roles: 'UATtKk',
    param: 'companyHandle:string',
    result: 'projectArray:ProjectArray',
  },
  moveFolder: {
    purpose: 'Move a folder subtree.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string folderHandle:string destFolderHandle:string',
    result: 'folderHandle:string',
  },
  removeProjectAssets: {
    purpose: 'Take assets out of a project.',
    class: 'B',
    roles: 'UCPKk',
    param: 'companyHandle:string projectHandle:string assetHandleArray:HandleArray',
    result: `${batchResult}`,
  },
  renameFolder: {
    purpose: 'Rename a folder.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string folderHandle:string folderName:string',
    result: 'folderHandle:string',
  },
  renameProject: {
    purpose: 'Rename a project.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle|companyName:string projectHandle:string projectName:string',
    result: 'projectHandle:string',
  },
  setProjectAssets: {
    purpose: 'Replace the content of a project.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle|companyName:string projectHandle:string assetHandleArray:HandleArray',
    result: `${batchResult}`,
  },
});
