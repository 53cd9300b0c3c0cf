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
  /** Behind the id of a Photoshop document, for its template; undefined: the server's. */
  readonly psdTemplateSuffix: string | undefined;
  /** Names of layers that count as none, `#` for a number; undefined: the server's. */
  readonly psdLayerNames: readonly string[] | undefined;
  /** Image Serving settings of this company that differ from the server's, by their names in the delivery specification §8.1. */
  readonly imageServing: Readonly<Record<string, string>>;
  /** Image presets, which requests call as `$name$`. */
  readonly imagePresets: readonly ImagePreset[];
};

/** Commands under a name. @source delivery specification, §1.4 */
export type ImagePreset = {
  /** Unlike those of the company's other presets. */
  readonly id: number;
  /** Anything without `$`, `&` and `=`. */
  readonly name: string;
  readonly urlModifier: string;
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

/** What a caller wants to do. */
export type AccessRequest = {
  readonly companyId?: number | undefined;
  /** Name of the operation, for the fault. */
  readonly operation: string;
  /** Roles the operation admits; `rolesOf` reads them from the letters of the specification. */
  readonly roles: readonly Role[];
  /** The operation looks at assets or folders and changes nothing: everybody may do that in the shared company. */
  readonly isLooking?: boolean;
};

/** What a first start needs. */
export type Bootstrap = {
  readonly adminEmail: string;
  readonly adminPassword: string;
  /** Name of the first company, also of its root folder. */
  readonly companyName: string;
  /** Gives an existing `adminEmail` this password; without it no password is ever replaced. */
  readonly isPasswordReplaced?: boolean;
};

export interface Accounts {
  /** Proves credentials; repeated calls within a minute cost no password hashing.
   *  @throws NO_CREDENTIALS, INVALID_CREDENTIALS, INVALID_USER */
  authenticate(credentials: Partial<Credentials> | undefined): Promise<Caller>;
  /** True when the pair is right and the user may log in; never throws for wrong ones. */
  checkLogin(credentials: Credentials): Promise<boolean>;
  /** Checks the company, the membership and the role, in this order. Administrators of the installation pass.
   *  Without a company the role is the caller's default one or that of any active membership.
   *  @returns the company, when one was named.
   *  @throws INVALID_COMPANY, ILLEGAL_COMPANY, NO_OPERATION_PERMISSION */
  authorise(caller: Caller, request: AccessRequest & { readonly companyId: number }): Promise<Company>;
  authorise(caller: Caller, request: AccessRequest): Promise<Company | undefined>;
  /** Creates the shared company, the first company and the first administrator where they are missing; safe to call
   *  at every start and from several processes at once.
   *  @throws BAD_SETTING for a company name that cannot be one */
  bootstrap(first: Bootstrap): Promise<{ readonly company: Company; readonly admin: User; readonly isAdminNew: boolean }>;
  companyById(id: number): Promise<Company | undefined>;
  companyByName(name: string): Promise<Company | undefined>;
  /** By root folder name without slash; cached for a few seconds, for delivery. */
  companyByRoot(root: string): Promise<Company | undefined>;
  allCompanies(): Promise<readonly Company[]>;
  userById(id: number): Promise<User | undefined>;
  userByEmail(email: string): Promise<User | undefined>;
  /** Users who administer a company and may log in, by id. */
  administratorsOf(companyId: number): Promise<readonly User[]>;
  membershipsOf(userId: number): Promise<readonly Membership[]>;
  /** Changes what is given, or what is made of the settings as they are; an `undefined` value goes back to its default.
   *  @throws INVALID_COMPANY, INVALID_PARAMETER */
  changeSettings(
    companyId: number, change: Partial<CompanySettings> | ((old: CompanySettings) => Partial<CompanySettings>),
  ): Promise<CompanySettings>;
  /** @throws INVALID_PARAMETER when the name is taken or cannot be a folder. */
  addCompany(name: string): Promise<Company>;
  /** @throws INVALID_REQUEST_USER, INVALID_PARAMETER */
  changePassword(userId: number, password: string): Promise<void>;
  /** @throws INVALID_PARAMETER when the e-mail is taken or a value is wrong; INVALID_COMPANY */
  addUser(user: {
    readonly email: string; readonly password: string; readonly firstName: string; readonly lastName: string;
    readonly defaultRole: Role; readonly isIpsAdmin: boolean; readonly isValid?: boolean;
    readonly memberships: readonly { readonly companyId: number; readonly role: Role }[];
  }): Promise<User>;
}
