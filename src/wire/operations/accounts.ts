import { readOperations } from '../notation.ts';

/** Companies, users, groups, properties. */
export const accountOperations = readOperations({
  addCompany: {
    purpose: 'Create a company; a name that exists already is a fault.',
    class: 'C',
    roles: 'ATP',
    param: `
      companyName:string expires:dateTime? imsOrgId:string?>=2014-04-03 companyDMVersion:string?>=2017-10-29
      baseStorage:string?>=2017-10-29 cloudStorage:string?>=2017-10-29 addOnStorage:string?>=2017-10-29
      pvmPerMillion:string?>=2017-10-29 pvmPerThousand:string?>=2017-10-29 vpm:string?>=2017-10-29
      mediaSupport:boolean?>=2017-10-29 roleAssignmentAllowed:boolean?>=2017-10-29
      caseCreationAllowed:boolean?>=2017-10-29
    `,
    result: 'companyInfo:Company',
  },
  addCompanyMembership: {
    purpose: 'Put a user into companies with a role each.',
    class: 'C',
    roles: 'ACTP',
    param: 'userHandle:string? membershipArray|companyHandleArray:CompanyMembershipUpdateArray',
  },
  addGroupMembers: {
    purpose: 'Add users of a company to a permission group.',
    class: 'C',
    roles: 'ACP',
    param: 'companyHandle:string groupHandle:string userHandleArray:HandleArray',
  },
  addGroupMembership: {
    purpose: 'Add one user to several groups.',
    class: 'C',
    roles: 'ACP',
    param: 'userHandle:string? groupHandleArray:HandleArray',
  },
  addUser: {
    purpose: 'Create a user with memberships.',
    class: 'C',
    roles: 'ACTP',
    param: `
      firstName:string lastName:string email:string defaultRole|role<=2011-11-04:string<=2013-02-15
      password:string passwordExpires:dateTime? isValid:boolean isIpsAdmin:boolean>=2014-04-03
      membershipArray|companyHandleArray:CompanyMembershipUpdateArray
    `,
    result: 'userHandle:string',
  },
  checkLogin: {
    purpose: 'Say whether an e-mail address and a password belong together: ValidLogin or InvalidLogin.',
    class: 'A',
    roles: 'UACTtPpKk',
    param: 'companyHandle:string? email:string password:string',
    result: 'status:string',
  },
  createPropertySet: {
    purpose: 'Create a property set, for example an encoding preset.',
    class: 'A',
    roles: 'ACTP',
    param: `
      typeHandle:string primaryOwnerHandle:string secondaryOwnerHandle:string? propertyArray:PropertyArray
      permissionArray:PermissionUpdateArray?
    `,
    result: 'setHandle:string',
  },
  createPropertySetType: {
    purpose: 'Define a property-set type.',
    class: 'B',
    roles: 'ACTP',
    param: 'companyHandle:string? name:string propertyType|fieldType:string allowMultiple:boolean',
    result: 'typeHandle:string',
  },
  deleteGroup: {
    purpose: 'Delete a permission group.',
    class: 'C',
    roles: 'ACP',
    param: 'companyHandle:string groupHandle:string',
  },
  deletePropertySet: {
    purpose: 'Delete a property set.',
    class: 'A',
    roles: 'ACTP',
    param: 'setHandle:string',
  },
  deletePropertySetType: {
    purpose: 'Delete a property-set type.',
    class: 'B',
    roles: 'ACTP',
    param: 'typeHandle:string',
  },
  generatePassword: {
    purpose: 'Produce a random valid password.',
    class: 'C',
    roles: 'UACTtPpKk',
    result: 'password:string',
  },
  getAllCompanies: {
    purpose: 'All companies of the installation.',
    class: 'C',
    roles: 'A',
    param: 'includeExpired:boolean',
    result: 'companyArray:CompanyArray',
  },
  getAllUsers: {
    purpose: 'All users of the installation.',
    class: 'C',
    roles: 'ACTP',
    param: 'includeInvalid:boolean',
    result: 'userArray:UserArray',
  },
  getCompanyInfo: {
    purpose: 'Company handle and root path by name or handle.',
    class: 'A',
    roles: 'UATtPpKk',
    param: 'companyHandle:string? companyName:string? imsOrgId:string?>=2014-04-03',
    result: 'companyInfo:Company',
  },
  getCompanyMembers: {
    purpose: 'Users of a company with roles.',
    class: 'C',
    roles: 'ACTP',
    param: 'companyHandle:string includeInvalid:boolean includeInactive:boolean',
    result: 'memberArray|userArray<=2011-11-04:CompanyMemberArray',
  },
  getCompanyMembership: {
    purpose: 'Companies of a user.',
    class: 'A',
    roles: 'UACTtPpKk',
    param: 'userHandle:string?',
    result: 'membershipArray|companyArray<=2011-11-04:CompanyMembershipArray',
  },
  getCompanySettings: {
    purpose: 'What a company decides for its uploads: overwrite mode, publish state, colour profiles.',
    class: 'A',
    roles: 'ACTP',
    param: 'companyHandle:string',
    result: 'settings:CompanySettings',
    versions: '>=2008-01-15',
  },
  getDiskUsage: {
    purpose: 'Image count and bytes per company.',
    class: 'B',
    roles: 'ACTP',
    param: 'companyHandle:string?',
    result: 'diskUsageArray:DiskUsageArray',
  },
  getGroupMembers: {
    purpose: 'Users of a group.',
    class: 'C',
    roles: 'ACP',
    param: 'companyHandle:string groupHandle:string',
    result: 'userHandleArray:HandleArray',
  },
  getGroupMembership: {
    purpose: 'Groups of a user.',
    class: 'C',
    roles: 'UACPpKk',
    param: 'userHandle:string? companyHandle:string?',
    result: 'groupArray:GroupArray',
  },
  getGroups: {
    purpose: 'Groups of a company.',
    class: 'C',
    roles: 'ACP',
    param: 'companyHandle:string',
    result: 'groupArray:GroupArray',
  },
  getProperty: {
    purpose: 'One system property, for example UploadPostMaxFileSize.',
    class: 'A',
    roles: 'UACTtPpKk',
    param: 'name:string',
    result: 'value:string',
  },
  getPropertySetType: {
    purpose: 'One property-set type.',
    class: 'A',
    roles: 'UACTtPpKk',
    param: 'companyHandle:string? name:string',
    result: 'type:PropertySetType',
  },
  getPropertySetTypes: {
    purpose: 'Property-set types of a company/system.',
    class: 'A',
    roles: 'UACTtPpKk',
    param: 'companyHandle:string?',
    result: 'typeArray:PropertySetTypeArray',
  },
  getPropertySets: {
    purpose: 'Property sets of a type and owner (encoding presets, auto-set scripts, upload defaults).',
    class: 'A',
    roles: 'UACTtPpKk',
    param: 'typeHandle:string primaryOwnerHandle:string secondaryOwnerHandle:string?',
    result: 'setArray:PropertySetArray',
  },
  getSystemProperties: {
    purpose: 'All public system properties.',
    class: 'A',
    roles: 'UACTtPpKk',
    result: 'propertyArray:PropertyArray',
  },
  getUserChars: {
    purpose: 'Initial letters index of user names.',
    class: 'C',
    roles: 'ACTP',
    param: `
      charField:string includeInvalid|includInvalid:boolean? includeInactive:boolean?
      companyHandleArray:HandleArray? groupHandleArray:HandleArray? userRoleArray:StringArray? numChars:int?
    `,
    result: 'userCharsArray:StringArray',
  },
  getUserInfo: {
    purpose: 'The calling (or another) user.',
    class: 'A',
    roles: 'UACTtPpKk',
    param: 'userHandle:string? email:string?',
    result: 'userInfo:User',
  },
  getUsers: {
    purpose: 'Users, filtered, paged.',
    class: 'C',
    roles: 'ACTP',
    param: `
      includeInvalid:boolean? includeInactive:boolean? companyHandleArray:HandleArray?
      groupHandleArray:HandleArray? userRoleArray:StringArray? charFilterField:string? charFilter:string?
      sortBy:string? recordsPerPage:int? resultsPage:int?
    `,
    result: 'userArray:UserArray',
  },
  removeCompanyMembership: {
    purpose: 'Remove a user from companies.',
    class: 'C',
    roles: 'ACTP',
    param: 'userHandle:string? companyHandleArray:HandleArray',
  },
  removeGroupMembers: {
    purpose: 'Remove users from a group.',
    class: 'C',
    roles: 'ACP',
    param: 'companyHandle:string groupHandle:string userHandleArray:HandleArray',
  },
  removeGroupMembership: {
    purpose: 'Remove a user from groups.',
    class: 'C',
    roles: 'ACP',
    param: 'userHandle:string? groupHandleArray:HandleArray',
  },
  saveGroup: {
    purpose: 'Create/update a permission group.',
    class: 'C',
    roles: 'ACP',
    param: 'companyHandle:string groupHandle:string? name:string isSystemDefined:boolean',
    result: 'groupHandle:string',
  },
  setCompanyMembership: {
    purpose: 'Replace a user\'s company memberships.',
    class: 'C',
    roles: 'ACTP',
    param: 'userHandle:string? membershipArray|companyHandleArray:CompanyMembershipUpdateArray',
  },
  setCompanySettings: {
    purpose: 'Change company upload defaults.',
    class: 'B',
    roles: 'ACTP',
    param: `
      companyHandle:string overwriteMode:string? retainPublishState:boolean? defaultSourceProfileHandle:string?
      defaultDisplayProfileHandle:string? iptcExifMappingXsltHandle:string? xmpMappingXsltHandle:string?
      diskSpaceWarningMin:int? emailTrashCleanupWarning:boolean? fileExtOpt:string?>=2017-10-29
      immediateDelete:boolean?>=2017-10-29 pdfProcessingPageLimit:int?>=2017-10-29
      allowFolderRestructuring:boolean?>=2017-10-29 smartCropLimit:int?>=2017-10-29
      addSmartCropApiLimit:int?>=2017-10-29 applySmartCropsOnPDF:boolean?>=2017-10-29
      applySmartCropsOnPSD:boolean?>=2017-10-29 companyDMVersion:string?>=2017-10-29
      psdTemplatesThreshold:int?>=2017-10-29 imageSetsModifiedOnAssetUploadThreshold:int?>=2017-10-29
      uploadParamsPDFProcess:string?>=2017-10-29 uploadParamsPDFExtractKeywords:string?>=2017-10-29
      uploadParamsPDFExtractLinks:string?>=2017-10-29 uploadParamsPSDProcess:string?>=2017-10-29
      uploadParamsPSDLayerNaming:string?>=2017-10-29 uploadParamsPSDExtractText:string?>=2017-10-29
      prePackagedVideoStreamingEnabled:boolean?>=2017-10-29 overwriteAVS:boolean?>=2017-10-29
    `,
    versions: '>=2008-01-15',
  },
  setCompanyUPPProperties: {
    purpose: 'Set usage-pricing properties.',
    class: 'C',
    roles: 'ACP',
    param: `
      companyHandle:string baseStorage:string? cloudStorage:string? addOnStorage:string? pvmPerMillion:string?
      pvmPerThousand:string? vpm:string? mediaSupport:boolean? roleAssignmentAllowed:boolean?
      caseCreationAllowed:boolean?
    `,
    versions: '>=2017-10-29',
  },
  setGroupMembers: {
    purpose: 'Replace the users of a group.',
    class: 'C',
    roles: 'ACP',
    param: 'companyHandle:string groupHandle:string userHandleArray:HandleArray',
  },
  setGroupMembership: {
    purpose: 'Replace the groups of a user.',
    class: 'C',
    roles: 'ACP',
    param: 'userHandle:string? companyHandle:string? groupHandleArray:HandleArray',
  },
  setPassword: {
    purpose: 'Change a password.',
    class: 'C',
    roles: 'UACTtPpKk',
    param: 'userHandle:string? password:string passwordExpires:dateTime?',
  },
  setUserInfo: {
    purpose: 'Change a user.',
    class: 'C',
    roles: 'ACTP',
    param: `
      userHandle:string? firstName:string lastName:string email:string
      defaultRole|role<=2011-11-04:string<=2013-02-15 passwordExpires:dateTime? isValid:boolean
      isIpsAdmin:boolean>=2014-04-03
    `,
  },
  updatePropertySet: {
    purpose: 'Change properties of a property set.',
    class: 'A',
    roles: 'UACTtPpKk',
    param: 'setHandle:string replaceProperties:boolean? propertyArray:PropertyArray',
  },
});
