import { readTypes } from '../notation.ts';

/** Companies, users, groups, property sets. */
export const accountTypes = readTypes({
  Company: `
    companyHandle:string name:string rootPath:string expires:dateTime? imsOrgId:string?>=2014-04-03
  `,
  CompanySettings: `
    overwriteMode:string retainPublishState:boolean defaultSourceProfile:Asset defaultDisplayProfile:Asset
    iptcExifMappingXslt:Asset? xmpMappingXslt:Asset? diskSpaceWarningMin:int emailTrashCleanupWarning:boolean
  `,
  CompanyMember: 'user:User role:string isActive:boolean',
  CompanyMembership: 'company:Company role:string isActive:boolean',
  CompanyMembershipUpdate: 'companyHandle:string role:string isActive:boolean',
  User: `
    userHandle:string firstName:string lastName:string email:string
    defaultRole|role<=2011-11-04:string<=2013-02-15 imsUserId:string?>=2014-04-03 isValid:boolean
    isIpsAdmin:boolean>=2014-04-03 passwordExpires:dateTime?
  `,
  Group: 'groupHandle:string companyHandle:string name:string isSystemDefined:boolean',
  Property: 'name:string value:string',
  PropertySet: `
    setHandle:string typeHandle:string propertyArray:PropertyArray permissions:PermissionArray?
  `,
  PropertySetType: `
    typeHandle:string companyHandle:string? name:string propertyType|fieldType:string allowMultiple:boolean
  `,
}, `
  Company CompanyMember CompanyMembership CompanyMembershipUpdate Group Property PropertySet PropertySetType
  User
`);
