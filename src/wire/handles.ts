/**
 * Handles: opaque to clients, a letter and bars to us. What we write is fixed; what we read includes the layouts of
 * older versions, which had no letter, and white space around. Every `parse…` answers undefined for text that is no
 * such handle. @source specification of the upload protocol, §8
 */

/** Job names may hold a bar; inside a handle it becomes an underscore. */
const withoutBars = (text: string): string => text.replaceAll('|', '_');

const idOf = (text: string | undefined): number | undefined =>
  (text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined);

/** The parts behind the letter, or all parts of a legacy handle, which has none. */
function partsOf(text: string, letter: string): readonly string[] {
  const parts = text.trim().split('|');
  return parts[0] === letter ? parts.slice(1) : parts;
}

/** A handle that is a letter and an id; more parts may follow in old ones, only the first id matters. */
function parseFirstId(text: string, letter: string): number | undefined {
  return idOf(partsOf(text, letter)[0]);
}

/** A handle that is a letter, exactly one id, and nothing else. */
function parseOnlyId(text: string, letter: string): number | undefined {
  const parts = partsOf(text, letter);
  return parts.length === 1 ? idOf(parts[0]) : undefined;
}

/** A handle that belongs to something: two ids. */
function parseIdPair(text: string, letter: string): readonly [number, number] | undefined {
  const parts = partsOf(text, letter);
  const [first, second] = parts.map(idOf);
  return parts.length === 2 && first !== undefined && second !== undefined ? [first, second] : undefined;
}

export const formatCompanyHandle = (id: number): string => `c|${id}`;
/** `c|6`, formerly `47`. */
export const parseCompanyHandle = (text: string): number | undefined => parseOnlyId(text, 'c');

export const formatUserHandle = (user: { readonly id: number; readonly email: string }): string =>
  `u|${user.id}|${user.email}`;
/** `u|41|someone@x`, formerly `621|someone@x`; the id decides. */
export const parseUserHandle = (text: string): number | undefined => parseFirstId(text, 'u');

export const formatGroupHandle = (id: number): string => `g|${id}`;
export const parseGroupHandle = (text: string): number | undefined => parseOnlyId(text, 'g');

export const formatAssetHandle = (id: number): string => `a|${id}`;
/** `a|27007`, in 2008 `a|732|1|535`, before that `24265|1|17061`; the first id decides. */
export const parseAssetHandle = (text: string): number | undefined => {
  const parts = partsOf(text, 'a');
  return parts.every((part) => idOf(part) !== undefined) && parts.length <= 3 ? idOf(parts[0]) : undefined;
};

export const formatFolderHandle = (path: string): string => `f|${path}`;
/** `f|MyCompany/dir/`, formerly `MyCompany/dir/`. The path comes back with exactly one slash at its end. */
export const parseFolderHandle = (text: string): string | undefined => {
  const path = partsOf(text, 'f').join('|').replace(/^\/+/, '').replace(/\/{2,}/g, '/').replace(/\/$/, '');
  return path === '' ? undefined : `${path}/`;
};

export type ProjectHandle = { readonly companyId: number; readonly name: string };

export const formatProjectHandle = (project: ProjectHandle): string => `p|${project.companyId}|${project.name}`;
/** `p|6|ProjectTestAPI`. The name may hold bars. */
export const parseProjectHandle = (text: string): ProjectHandle | undefined => {
  const [company, ...name] = partsOf(text, 'p');
  const companyId = idOf(company);
  return companyId === undefined || name.join('|') === '' ? undefined : { companyId, name: name.join('|') };
};

export type JobHandle = { readonly companyId?: number; readonly name: string; readonly jobId?: number };

/** `j|2101||uploadFileServlet|54091`: company, nothing, name, id. */
export const formatJobHandle = (job: Required<JobHandle>): string =>
  `j|${job.companyId}||${withoutBars(job.name)}|${job.jobId}`;

/** `j|<company>|<name>||<id>`: a job that waits for its time. */
export const formatScheduledJobHandle = (job: Required<JobHandle>): string =>
  `j|${job.companyId}|${withoutBars(job.name)}||${job.jobId}`;

/** Reads a running, logged or scheduled job's handle, with or without letter and id: `j|6||Add_2007`, `47||Add_2007`,
 *  `47|My Test Job|`, `0|Cleanup|`, `j|2101||upload|54091`. The name is as the handle has it, underscores for bars. */
export const parseJobHandle = (text: string): JobHandle | undefined => {
  const [company, scheduledName = '', runningName = '', id, ...rest] = partsOf(text, 'j');
  const companyId = idOf(company);
  const jobId = idOf(id);
  const name = scheduledName === '' ? runningName : scheduledName;
  const isOneName = scheduledName === '' || runningName === '';
  if (name === '' || !isOneName || rest.length > 0) return undefined;
  const isWrong = (part: string | undefined): boolean => part !== undefined && part !== '' && idOf(part) === undefined;
  if (isWrong(company) || isWrong(id)) return undefined;
  return { name, ...(companyId !== undefined && { companyId }), ...(jobId !== undefined && { jobId }) };
};

export type MetadataFieldHandle = { readonly companyId: number; readonly assetType: string; readonly name: string };

/** `m|3|ASSET|SingleFixedTag`: the asset type is written in upper case. */
export const formatMetadataFieldHandle = (field: MetadataFieldHandle): string =>
  `m|${field.companyId}|${field.assetType.toUpperCase()}|${field.name}`;
export const parseMetadataFieldHandle = (text: string): MetadataFieldHandle | undefined => {
  const [company, assetType = '', ...name] = partsOf(text, 'm');
  const companyId = idOf(company);
  if (companyId === undefined || assetType === '' || name.join('|') === '') return undefined;
  return { companyId, assetType: assetType.toUpperCase(), name: name.join('|') };
};

export const formatPropertySetTypeHandle = (id: number): string => `pt|${id}`;
export const parsePropertySetTypeHandle = (text: string): number | undefined => parseOnlyId(text, 'pt');

export const formatPropertySetHandle = (id: number): string => `ps|${id}`;
export const parsePropertySetHandle = (text: string): number | undefined => parseOnlyId(text, 'ps');

export const formatPublishContextHandle = (id: number): string => `pc|${id}`;
export const parsePublishContextHandle = (text: string): number | undefined => parseOnlyId(text, 'pc');

/** Names a request that caches forget URLs; the interface shows none, so that this form is ours. */
export const formatInvalidationHandle = (invalidation: { readonly companyId: number; readonly id: number }): string =>
  `ci|${invalidation.companyId}|${invalidation.id}`;
export const parseInvalidationHandle = (text: string): { readonly companyId: number; readonly id: number } | undefined => {
  const pair = parseIdPair(text, 'ci');
  return pair && { companyId: pair[0], id: pair[1] };
};

export const formatPermissionSetHandle = (id: number): string => `pm|${id}`;
export const parsePermissionSetHandle = (text: string): number | undefined => parseOnlyId(text, 'pm');

/** A thing of a company: its own id beside the company's. */
export type CompanyItemHandle = { readonly companyId: number; readonly id: number };

const companyItem = (pair: readonly [number, number] | undefined): CompanyItemHandle | undefined =>
  pair && { companyId: pair[0], id: pair[1] };

export const formatVignetteFormatHandle = (format: CompanyItemHandle): string => `v|${format.companyId}|${format.id}`;
export const parseVignetteFormatHandle = (text: string): CompanyItemHandle | undefined =>
  companyItem(parseIdPair(text, 'v'));

export const formatImageFormatHandle = (format: CompanyItemHandle): string => `if|${format.companyId}|${format.id}`;
/** `if|47|301`, formerly `47|301`. */
export const parseImageFormatHandle = (text: string): CompanyItemHandle | undefined =>
  companyItem(parseIdPair(text, 'if'));

/** A thing drawn on an asset. */
export type AssetItemHandle = { readonly assetId: number; readonly id: number };

/** `a|947|9|41`: owner, the type id of zoom targets, id. */
export const formatZoomTargetHandle = (target: AssetItemHandle): string => `a|${target.assetId}|9|${target.id}`;
export const parseZoomTargetHandle = (text: string): AssetItemHandle | undefined => parseAssetItem(text, '9');

/** `a|34191|8|554`: owner, the type id of image maps, id. */
export const formatImageMapHandle = (map: AssetItemHandle): string => `a|${map.assetId}|8|${map.id}`;
export const parseImageMapHandle = (text: string): AssetItemHandle | undefined => parseAssetItem(text, '8');

function parseAssetItem(text: string, typeId: string): AssetItemHandle | undefined {
  const [owner, type, own, ...rest] = partsOf(text, 'a');
  const assetId = idOf(owner);
  const id = idOf(own);
  return assetId === undefined || id === undefined || type !== typeId || rest.length > 0 ? undefined : { assetId, id };
}
