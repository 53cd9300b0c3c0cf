import type { DerivedOutcome, StoredFile } from '#library';
import type { LeasedItem, NewLine } from '#jobs';
import type { Transaction } from '#ports';
import { lineAsset } from './lines.ts';
import type { DerivedResult, UploadOptions } from './types.ts';
import { adoptFiles, type CompanyRules, type Made, type WorkshopOptions } from './workbench.ts';

/** By-products whose files are in the store, ready for the transaction. */
export type AdoptedDerivation = { readonly result: DerivedResult; readonly files: readonly AdoptedPart[] };
type AdoptedPart = { readonly artifacts: Readonly<Record<string, StoredFile>>; readonly original: StoredFile | undefined };

/** Files at the same time; each is synced to disk. */
const adoptedAtOnce = 8;

/** Moves the files of all parts into the store. @param artifacts Of the originator, in the store already. */
export async function adoptDerived(
  workshop: WorkshopOptions, made: Made, artifacts: Readonly<Record<string, StoredFile>>,
): Promise<AdoptedDerivation | undefined> {
  const result = made.derived;
  if (!result) return undefined;
  const files: AdoptedPart[] = [];
  for (let first = 0; first < result.parts.length; first += adoptedAtOnce) {
    files.push(...await Promise.all(result.parts.slice(first, first + adoptedAtOnce).map((part) => adoptPart(workshop, part, artifacts))));
  }
  const { image } = made;
  return { result: { ...result, parts: result.parts.map((part) => (part.isShownAsOriginator && image ? { ...part, image } : part)) }, files };
}

async function adoptPart(
  workshop: WorkshopOptions, part: DerivedResult['parts'][number], ofOriginator: Readonly<Record<string, StoredFile>>,
): Promise<AdoptedPart> {
  const own = await adoptFiles(workshop, part.artifacts);
  const original = part.originalPath === undefined ? undefined : await workshop.blobs.adopt(part.originalPath);
  const { optimized, thumbnail } = ofOriginator;
  const shown = part.isShownAsOriginator ? { ...(optimized && { optimized }), ...(thumbnail && { thumbnail }) } : {};
  return { artifacts: { ...shown, ...own }, original: original && { blobId: original.id, sizeBytes: original.sizeBytes } };
}

/** Publishes the parts beside their asset, in the same transaction. @returns a log line for each, then its warnings.
 *  @source specification of job tracking, §4 "by-product" */
export function derivedPublisher(
  workshop: WorkshopOptions, leased: LeasedItem, derived: AdoptedDerivation, rules: CompanyRules, options: UploadOptions,
): (transaction: Transaction, originator: { readonly id: number; readonly isReplaced: boolean }) => Promise<readonly NewLine[]> {
  return (transaction, originator) => publishDerived(workshop, transaction, leased, derived, rules, options, originator);
}

async function publishDerived(
  workshop: WorkshopOptions, transaction: Transaction, leased: LeasedItem, derived: AdoptedDerivation, rules: CompanyRules,
  options: UploadOptions, originator: { readonly id: number; readonly isReplaced: boolean },
): Promise<readonly NewLine[]> {
  const { item, job } = leased;
  const { engine, parts } = derived.result;
  const outcomes = await workshop.library.publishDerivation(transaction, {
    companyId: item.companyId, originatorId: originator.id, isReplaced: originator.isReplaced, companyRoot: rootOf(item.folder), engine,
    parts: parts.map(({ warnings: _warnings, originalPath: _path, isShownAsOriginator: _isShown, ...part }, index) => {
      const { artifacts, original } = derived.files[index]!;
      return { ...part, artifacts, ...(original && { original }) };
    }),
    userEmail: job.userEmail, readyForPublish: options.readyForPublish, preservePublishState: options.preservePublishState,
    retainPublishState: rules.retainPublishState, preserveCrop: options.preserveCrop, projectIds: options.projectIds, keywords: options.keywords,
  });
  return outcomes.flatMap((outcome, index) => linesOf(outcome, parts[index]!.warnings));
}

function linesOf({ asset, warnings }: DerivedOutcome, remarks: DerivedResult['parts'][number]['warnings']): readonly NewLine[] {
  const path = asset.folder + asset.fileName;
  const shown = lineAsset(asset);
  const all = [...remarks, ...warnings.map((key) => ({ key, params: {} }))];
  return [
    { type: 'UploadSuccess', key: 'log.derived', params: { path }, asset: shown },
    ...all.map(({ key, params }): NewLine => ({ type: 'UploadWarning', key, params: { path, ...params }, asset: shown })),
  ];
}

/** The first folder of a path, with its slash: the company's root. */
function rootOf(folder: string): string {
  return folder.slice(0, folder.indexOf('/') + 1);
}
