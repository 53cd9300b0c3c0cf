import type { FailureCode, FailureParams } from '#base';
import { logFileTypeOf, type Asset, type PublishOutcome, type ReprocessOutcome } from '#library';
import { errorLine, type ItemOutcome, type JobKind, type NewLine } from '#jobs';
import type { Remark } from './plan.ts';

/** How an item ends: its outcome and its lines, the file's own line first. */
export type Ending = { readonly outcome: ItemOutcome; readonly lines: readonly NewLine[] };

/** @param path Folder and name as uploaded. @source specification of job tracking, §3.1, §4 */
export function publishedEnding(
  path: string, published: PublishOutcome, remarks: { readonly warnings: readonly Remark[]; readonly notes: readonly Remark[] },
): Ending {
  if (published.kind === 'skipped') return duplicateEnding(path, published.asset);
  const asset = lineAsset(published.asset);
  const warnings = [...remarks.warnings, ...published.warnings.map((key): Remark => ({ key, params: {} }))];
  const hung = notesOf(remarks.notes);
  const file: NewLine = published.kind === 'replaced'
    ? { type: 'FileUpdated', key: 'log.updated', params: { path }, asset, ...hung }
    : { type: 'UploadSuccess', key: 'log.created', params: { path }, asset, ...hung };
  const renamed: readonly NewLine[] = published.kind === 'renamed'
    ? [{ type: 'UploadWarning', key: 'log.renamed', params: { path, name: published.asset.fileName }, asset }]
    : [];
  return {
    outcome: published.kind === 'replaced' ? 'update' : 'success',
    lines: [
      file, ...renamed, ...warningLines(path, asset, warnings),
    ],
  };
}

export function duplicateEnding(path: string, asset: Asset): Ending {
  return { outcome: 'duplicate', lines: [{ type: 'DuplicateSkipped', key: 'log.duplicate', params: { path }, asset: lineAsset(asset) }] };
}

/** Hidden and system files: a warning is all that is left of them. */
export function skippedEnding(path: string, warning: Remark): Ending {
  return { outcome: 'skipped', lines: [{ type: 'UploadWarning', key: warning.key, params: { ...warning.params, path } }] };
}

export function failedEnding(
  kind: JobKind, path: string, reason: { readonly code: FailureCode; readonly params: FailureParams },
): Ending {
  return { outcome: 'error', lines: [errorLine(kind, path, { key: reason.code, params: reason.params })] };
}

/** An asset whose original was produced again. */
export function reprocessedEnding(
  kind: JobKind, path: string, { asset: reprocessed, warnings }: Extract<ReprocessOutcome, { kind: 'reprocessed' }>,
  remarks: { readonly warnings: readonly Remark[]; readonly notes: readonly Remark[] },
): Ending {
  const asset = lineAsset(reprocessed);
  return {
    outcome: 'success',
    lines: [
      { type: kind === 'PdfRip' ? 'PdfRipSuccess' : 'ReoptimizeSuccess', key: 'log.reprocessed', params: { path }, asset, ...notesOf(remarks.notes) },
      ...warningLines(path, asset, [...remarks.warnings, ...warnings.map((key): Remark => ({ key, params: {} }))]),
    ],
  };
}

/** An asset of which nothing is made: it stays as it is. */
export function untouchedEnding(path: string, asset: Asset, notes: readonly Remark[]): Ending {
  return {
    outcome: 'skipped',
    lines: [{
      type: 'UploadWarning', key: 'log.nothingToReprocess', params: { path, type: asset.type }, asset: lineAsset(asset), ...notesOf(notes),
    }],
  };
}

/** Secondary remarks, as they hang on a line. */
function notesOf(notes: readonly Remark[]): Pick<NewLine, 'notes'> {
  return notes.length === 0 ? {} : { notes: notes.map(({ key, params }) => ({ type: 'UploadWarning', key, params })) };
}

function warningLines(path: string, asset: NewLine['asset'], warnings: readonly Remark[]): readonly NewLine[] {
  return warnings.map(({ key, params }) => ({ type: 'UploadWarning', key, params: { path, ...params }, ...(asset && { asset }) }));
}

/** An asset as a log line names it. */
export function lineAsset(asset: Asset): NonNullable<NewLine['asset']> {
  return { id: asset.id, name: asset.name, fileType: logFileTypeOf(asset.type) };
}
