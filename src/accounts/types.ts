/** @source specification of the operations, §1: U A C W T t P p K k */
export const roles = [
  'IpsUser', 'IpsAdmin', 'IpsCompanyAdmin', 'WebServiceUser', 'TrialSiteAdmin', 'TrialSiteUser',
  'ImagePortalAdmin', 'ImagePortalUser', 'ImagePortalContrib', 'ImagePortalContribUser',
] as const;
export type Role = (typeof roles)[number];

export type User = {
  readonly id: number;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly defaultRole: Role;
  readonly isIpsAdmin: boolean;
  readonly isValid: boolean;
  readonly createdAt: Date;
  readonly passwordExpiresAt: Date | undefined;
};

export const overwriteModes = [
  'OverwriteFullName', 'OverwriteAnyExt', 'OverwriteFullNameAnyFolder', 'OverwriteAnyExtAnyFolder',
] as const;
export type OverwriteMode = (typeof overwriteModes)[number];

/** What a company decides for its uploads and its delivery. */
export type CompanySettings = {
  readonly overwriteMode: OverwriteMode;
  readonly retainPublishState: boolean;
  /** Asset ids of ICC profiles. */
  readonly defaultSourceProfileId: number | undefined;
  readonly defaultDisplayProfileId: number | undefined;
  readonly iptcExifMappingXsltId: number | undefined;
  readonly xmpMappingXsltId: number | undefined;
  readonly diskSpaceWarningMin: number | undefined;
  readonly emailTrashCleanupWarning: boolean;
  readonly pdfProcessingPageLimit: number;
  readonly javascriptUploadEnabled: boolean;
  /** Image Serving settings of this company that differ from the server's, by their names in the delivery specification §8.1. */
  readonly imageServing: Readonly<Record<string, string>>;
};

export type Company = {
  readonly id: number;
  readonly name: string;
  /** Root folder with trailing slash, for example `Prepress/`. */
  readonly rootPath: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | undefined;
  readonly settings: CompanySettings;
};

export type Membership = { readonly company: Company; readonly role: Role; readonly isActive: boolean };

/** Somebody who has proved who they are. */
export type Caller = { readonly user: User; readonly memberships: readonly Membership[] };

export type Credentials = { readonly email: string; readonly password: string };

export interface Accounts {
  /** Proves credentials; repeated calls within a minute cost no password hashing.
   *  @throws NO_CREDENTIALS, INVALID_CREDENTIALS, INVALID_USER */
  authenticate(credentials: Partial<Credentials> | undefined): Promise<Caller>;
  /** True when the pair is right and the user may log in; never throws for wrong ones. */
  checkLogin(credentials: Credentials): Promise<boolean>;
  companyById(id: number): Promise<Company | undefined>;
  companyByName(name: string): Promise<Company | undefined>;
  /** By root folder name without slash; cached for a few seconds, for delivery. */
  companyByRoot(root: string): Promise<Company | undefined>;
  allCompanies(): Promise<readonly Company[]>;
  userById(id: number): Promise<User | undefined>;
  userByEmail(email: string): Promise<User | undefined>;
  membershipsOf(userId: number): Promise<readonly Membership[]>;
  changeSettings(companyId: number, change: Partial<CompanySettings>): Promise<CompanySettings>;
  addCompany(name: string): Promise<Company>;
  addUser(user: {
    readonly email: string; readonly password: string; readonly firstName: string; readonly lastName: string;
    readonly defaultRole: Role; readonly isIpsAdmin: boolean; readonly isValid?: boolean;
    readonly memberships: readonly { readonly companyId: number; readonly role: Role }[];
  }): Promise<User>;
}
