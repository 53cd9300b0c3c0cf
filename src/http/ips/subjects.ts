import { sharedCompany, type Company, type User } from '#accounts';
import { Failure } from '#base';
import { parseJobHandle, type JobReference } from '#jobs';
import { cleanFolderPath, type Asset, type ImageFacts } from '#library';
import { parseAssetHandle, parseImageFormatHandle, parseUserHandle, type WireObject } from '#wire';

import { invalid, textOf } from './arguments.ts';
import type { OperationContext } from './operation.ts';

/** The company of an operation whose input needs one. @throws MISSING_PARAMETER */
export function companyOf(context: Pick<OperationContext, 'company'>): Company {
  if (context.company === undefined) throw new Failure('MISSING_PARAMETER', { name: 'companyHandle' });
  return context.company;
}

/** The asset a handle means.
 *  @throws NOT_FOUND also for handles of other companies: ids say nothing about whose they are */
export async function assetOf(context: OperationContext, handle: string, name = 'assetHandle'): Promise<Asset> {
  const id = parseAssetHandle(handle);
  const [asset] = id === undefined ? [] : await context.rooms.library.assetsByIds(companyOf(context).id, [id]);
  if (asset === undefined) throw new Failure('NOT_FOUND', { name, handle });
  return asset;
}

/** The colour profile a handle means: the company's own or one that everybody shares.
 *  @throws NOT_FOUND; INVALID_PARAMETER for an asset of another type */
export async function profileOf(context: OperationContext, handle: string, name: string): Promise<Asset> {
  const asset = await sharedAssetOf(context, handle) ?? await assetOf(context, handle, name);
  if (asset.type !== 'IccProfile') throw invalid(name, 'the handle of an asset of type IccProfile', handle);
  return asset;
}

async function sharedAssetOf(context: OperationContext, handle: string): Promise<Asset | undefined> {
  const id = parseAssetHandle(handle);
  return id === undefined ? undefined : (await context.rooms.library.assetsByIds(sharedCompany.id, [id]))[0];
}

/** The image a handle means. @throws as `assetOf`; INVALID_PARAMETER for an asset that has no pixels */
export async function imageOf(context: OperationContext, handle: string): Promise<Asset & { readonly image: ImageFacts }> {
  const asset = await assetOf(context, handle);
  const { image } = asset;
  if (image === undefined) throw invalid('assetHandle', 'the handle of an image', `${handle} (${asset.type})`);
  return { ...asset, image };
}

/** What a job handle asks the ledger for: a job, what a schedule opened, or a name. */
export function jobFilterOf({ jobId, name, isScheduled }: JobReference): { readonly jobId: number } | { readonly scheduleId: number } | { readonly name: string } {
  return jobId === undefined ? { name } : isScheduled ? { scheduleId: jobId } : { jobId };
}

/** Reads a job handle of the company in any of its forms.
 *  @throws JOB_NOT_FOUND for what is none, ILLEGAL_COMPANY for a job of another company */
export function jobReferenceOf(handle: string, company: Pick<Company, 'id'> | undefined): JobReference {
  const reference = parseJobHandle(handle);
  if (reference === undefined) throw new Failure('JOB_NOT_FOUND', { handle });
  if (company !== undefined && reference.companyId !== company.id) throw new Failure('ILLEGAL_COMPANY');
  return reference;
}

/** True for administrators of the installation and of this company. */
export function isAdministrator({ caller }: Pick<OperationContext, 'caller'>, companyId: number): boolean {
  if (caller.user.isIpsAdmin) return true;
  const membership = caller.memberships.find(({ company, isActive }) => isActive && company.id === companyId);
  return membership !== undefined && administratorRoles.has(membership.role);
}

/** Companies the caller may look into: all of them for administrators of the installation. */
export function companyIdsOf({ caller }: Pick<OperationContext, 'caller'>): readonly number[] | 'all' {
  if (caller.user.isIpsAdmin) return 'all';
  return caller.memberships.filter(({ isActive }) => isActive).map(({ company }) => company.id);
}

/** The user `userHandle` means, else the one `email` means, else the caller.
 *  @throws INVALID_REQUEST_USER, INVALID_REQUEST_USERNAME, ILLEGAL_REQUEST_USER */
export async function userOf(context: OperationContext, input: WireObject): Promise<User> {
  const { accounts } = context.rooms;
  const handle = textOf(input, 'userHandle');
  const email = textOf(input, 'email');
  if (handle === undefined && email === undefined) return context.caller.user;
  const id = handle === undefined ? undefined : parseUserHandle(handle);
  const user = handle === undefined ? await accounts.userByEmail(email ?? '') : id && await accounts.userById(id);
  if (!user && handle === undefined) throw new Failure('INVALID_REQUEST_USERNAME', { email: email ?? '' });
  if (!user) throw new Failure('INVALID_REQUEST_USER', { handle: handle ?? '' });
  if (!(await mayAskAbout(context, user))) throw new Failure('ILLEGAL_REQUEST_USER');
  return user;
}

/** Refuses to act for somebody else unless the caller administers the company. Folders have no permissions yet,
 *  so that a member of the company reads the same as any other; groups do not exist yet.
 *  @throws NO_IMPERSONATION_PERMISSION, INVALID_REQUEST_USER, ILLEGAL_REQUEST_USER, ILLEGAL_ACCESS_GROUP */
export async function checkImpersonation(context: OperationContext, input: WireObject): Promise<void> {
  const company = companyOf(context);
  const handle = textOf(input, 'accessUserHandle');
  if (textOf(input, 'accessGroupHandle') !== undefined) throw new Failure('ILLEGAL_ACCESS_GROUP');
  if (handle === undefined) return;
  if (!isAdministrator(context, company.id)) throw new Failure('NO_IMPERSONATION_PERMISSION');
  const id = parseUserHandle(handle);
  const user = id === undefined ? undefined : await context.rooms.accounts.userById(id);
  if (user === undefined) throw new Failure('INVALID_REQUEST_USER', { handle });
  const memberships = await context.rooms.accounts.membershipsOf(user.id);
  const isMember = memberships.some(({ isActive, company: { id: companyId } }) => isActive && companyId === company.id);
  if (!isMember && !user.isIpsAdmin) throw new Failure('ILLEGAL_REQUEST_USER');
}

const administratorRoles: ReadonlySet<string> = new Set([
  'IpsAdmin', 'IpsCompanyAdmin', 'TrialSiteAdmin', 'ImagePortalAdmin',
]);

async function mayAskAbout({ caller, rooms }: OperationContext, user: User): Promise<boolean> {
  if (user.id === caller.user.id || caller.user.isIpsAdmin) return true;
  const own = new Set(caller.memberships.filter(({ isActive }) => isActive).map(({ company }) => company.id));
  return (await rooms.accounts.membershipsOf(user.id)).some(({ company }) => own.has(company.id));
}

/** A folder path of the input with company root and trailing slash; undefined when it was not sent. */
export function folderPathOf(
  context: Pick<OperationContext, 'company'>, input: WireObject, name: string,
): string | undefined {
  const path = textOf(input, name);
  return path === undefined ? undefined : cleanFolderPath(companyOf(context).rootPath, path.replace(/^f\|/, ''));
}

/** The id in the handle of an image preset of the company that is asked about. @throws INVALID_PARAMETER */
export function presetIdOf(context: Pick<OperationContext, 'company'>, handle: string): number {
  const parsed = parseImageFormatHandle(handle);
  if (parsed?.companyId !== companyOf(context).id) throw unknownPreset(handle);
  return parsed.id;
}

export function unknownPreset(handle: string): Error {
  return invalid('imageFormatHandle', 'the handle of an image preset of the company', handle);
}
