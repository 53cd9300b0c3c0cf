import type { FailureCode, FailureParams } from '#base';
import { logFileTypeOf, type Asset, type PublishOutcome } from '#library';
import type { ItemOutcome, NewLine } from '#jobs';
import type { Remark } from './plan.ts';

/** How an item ends: its outcome and its lines, the file's own line first. */
export type Ending = { readonly outcome: ItemOutcome; readonly lines: readonly NewLine[] };

/** @param path Folder and name as uploaded. @source specification of job tracking, §3.1, §4 */
export function publishedEnding(
  path: string, published: PublishOutcome, remarks: { readonly warnings: readonly Remark[]; readonly notes: readonly Remark[] },
): Ending {
  if (published.kind === 'skipped') return duplicateEnding(path, published.asset);
  const asset = assetOf(published.asset);
  const warnings = [...remarks.warnings, ...published.warnings.map((key): Remark => ({ key, params: {} }))];
  const notes = remarks.notes.map((note) => ({ type: 'UploadWarning' as const, key: note.key, params: note.params }));
  const hung = notes.length > 0 ? { notes } : {};
  const file: NewLine = published.kind === 'replaced'
    ? { type: 'FileUpdated', key: 'log.updated', params: { path }, asset, ...hung }
    : { type: 'UploadSuccess', key: 'log.created', params: { path }, asset, ...hung };
  const renamed: readonly NewLine[] = published.kind === 'renamed'
    ? [{ type: 'UploadWarning', key: 'log.renamed', params: { path, name: published.asset.fileName }, asset }]
    : [];
  return {
    outcome: published.kind === 'replaced' ? 'update' : 'success',
    lines: [
      file, ...renamed,
      ...warnings.map((warning): NewLine => ({ type: 'UploadWarning', key: warning.key, params: { path, ...warning.params }, asset })),
    ],
  };
}

export function duplicateEnding(path: string, asset: Asset): Ending {
  return { outcome: 'duplicate', lines: [{ type: 'DuplicateSkipped', key: 'log.duplicate', params: { path }, asset: assetOf(asset) }] };
}

/** Hidden and system files: a warning is all that is left of them. */
export function skippedEnding(path: string, warning: Remark): Ending {
  return { outcome: 'skipped', lines: [{ type: 'UploadWarning', key: warning.key, params: { ...warning.params, path } }] };
}

export function failedEnding(path: string, reason: { readonly code: FailureCode; readonly params: FailureParams }): Ending {
  return {
    outcome: 'error',
    lines: [{ type: 'UploadError', key: 'log.error', params: { path }, reason: { key: reason.code, params: reason.params } }],
  };
}

function assetOf(asset: Asset): NonNullable<NewLine['asset']> {
  return { id: asset.id, name: asset.name, fileType: logFileTypeOf(asset.type) };
}
