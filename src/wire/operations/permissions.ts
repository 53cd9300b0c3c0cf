import { readOperations } from '../notation.ts';

/** Group permissions of assets, folders and property sets. */
export const permissionOperations = readOperations({
  removeAssetPermissions: {
    purpose: 'Drop group permissions on assets.',
    class: 'C',
    roles: 'ACP',
    param: 'companyHandle:string assetHandle:string',
  },
  removeFolderPermissions: {
    purpose: 'Drop group permissions on a folder.',
    class: 'C',
    roles: 'ACP',
    param: 'companyHandle:string folderHandle:string updateChildren:boolean',
  },
  removePropertySetPermissions: {
    purpose: 'Drop permissions on a property set.',
    class: 'C',
    roles: 'ACTP',
    param: 'setHandle:string',
  },
  setAssetPermissions: {
    purpose: 'Set group permissions on an asset.',
    class: 'C',
    roles: 'ACP',
    param: 'companyHandle:string assetHandle:string permissionArray:PermissionUpdateArray',
  },
  setFolderPermissions: {
    purpose: 'Set group permissions on a folder.',
    class: 'C',
    roles: 'ACP',
    param: `
      companyHandle:string folderHandle:string setChildren:boolean permissionArray:PermissionUpdateArray
    `,
  },
  setPropertySetPermissions: {
    purpose: 'Set permissions on a property set.',
    class: 'C',
    roles: 'ACTP',
    param: 'setHandle:string permissionArray:PermissionUpdateArray',
  },
  updateAssetPermissions: {
    purpose: 'Change single group permissions of an asset.',
    class: 'C',
    roles: 'ACP',
    param: 'companyHandle:string assetHandle:string updateArray:PermissionUpdateArray',
    aliases: ['updateAssetPermissons'],
  },
  updateFolderPermissions: {
    purpose: 'Change single group permissions on a folder.',
    class: 'C',
    roles: 'ACP',
    param: `
      companyHandle:string folderHandle:string updateChildren:boolean updateArray:PermissionUpdateArray
    `,
  },
  updatePropertySetPermissions: {
    purpose: 'Change permissions on a property set.',
    class: 'C',
    roles: 'ACTP',
    param: 'setHandle:string updateArray:PermissionUpdateArray',
  },
});
