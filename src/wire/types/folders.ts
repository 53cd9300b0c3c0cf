import { readTypes } from '../notation.ts';

/** Folders, projects and permissions. */
export const folderTypes = readTypes({
  Folder: `
    folderHandle:string? path:string? lastModified:dateTime? childLastModified:dateTime?
    permissionSetHandle|permissions:string?>=2012-02-14 hasSubfolders:boolean? subfolderArray:FolderArray?
  `,
  Project: 'projectHandle:string name:string',
  Permission: `
    groupHandle:string? groupName:string? permissionType:string? isAllowed:boolean? isOverride:boolean?
  `,
  PermissionSet: 'permissionSetHandle:string? permissionArray:PermissionArray?',
  PermissionUpdate: 'groupHandle:string permissionType:string isAllowed:boolean isOverride:boolean',
}, 'Folder Permission PermissionSet PermissionUpdate Project');
