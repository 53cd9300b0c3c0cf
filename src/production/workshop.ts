import { asFailure } from '#base';
import type { LeasedItem, Perform } from '#jobs';
import { cleanFileName, isHiddenFile, typeOfFileName, type AssetType, type Placement, type StoredFile } from '#library';
import { duplicateEnding, failedEnding, publishedEnding, skippedEnding, type Ending } from './lines.ts';
import { makingOf } from './making.ts';
import { metadataOfUpload } from './metadata.ts';
import { reprocess } from './reprocess.ts';
import type { UploadOptions } from './types.ts';
import { adoptArtifacts, finish, produceStored, type CompanyRules, type Hands, type Made, type WorkshopOptions } from './workbench.ts';

export type { CompanyRules, WorkshopOptions } from './workbench.ts';

export type Workshop = { readonly perform: Perform };

/** Takes leased items to their end: judged, produced in a child, and then published and finished in one transaction. */
export function openWorkshop(options: WorkshopOptions): Workshop {
  return { perform: (leased, hands) => perform(options, leased, hands) };
}

async function perform(workshop: WorkshopOptions, leased: LeasedItem, hands: Hands): Promise<void> {
  const { item } = leased;
  const startMs = workshop.clock.now().getTime();
  const rules = await workshop.companyRules(item.companyId);
  if ('assetId' in item) await reprocess(workshop, leased, item.assetId, rules, hands);
  else await produceUpload(workshop, leased, item, rules, hands);
  workshop.log.info('item produced', { itemId: item.id, ms: workshop.clock.now().getTime() - startMs });
}

async function produceUpload(
  workshop: WorkshopOptions, leased: LeasedItem, original: StoredFile, rules: CompanyRules, hands: Hands,
): Promise<void> {
  const { item, job } = leased;
  const path = item.folder + item.fileName;
  const options = job.options as unknown as UploadOptions;
  const refused = refuse(path, item.fileName, rules);
  if (refused) return finish(workshop, leased, refused);
  const placement = placementOf(leased, rules, options, typeOfFileName(item.fileName)!);
  const verdict = await workshop.library.judge(placement);
  if (verdict.kind === 'skip') return finish(workshop, leased, duplicateEnding(path, verdict.asset));

  await produceStored(workshop, { companyId: item.companyId, blobId: original.blobId, fileName: item.fileName }, rules, options, hands, async (result) => {
    if (result.kind === 'skipped') return finish(workshop, leased, skippedEnding(path, result.warning));
    if (result.plan !== undefined) await workshop.jobs.keepPlan(leased, result.plan);
    if (result.kind === 'failed') return finish(workshop, leased, failedEnding('UploadPost', path, result));
    await publish(workshop, leased, original, { ...placement, type: result.type }, rules, options, result);
  });
}

/** What ends without opening the file; undefined for the rest. */
function refuse(path: string, fileName: string, rules: CompanyRules): Ending | undefined {
  if (isHiddenFile(fileName)) return skippedEnding(path, { key: 'log.hiddenFile', params: {} });
  const type = typeOfFileName(fileName);
  if (type === undefined) return failedEnding('UploadPost', path, { code: 'UNSUPPORTED_FILE_TYPE', params: {} });
  if (type === 'Javascript' && !rules.javascriptUploadEnabled) return failedEnding('UploadPost', path, { code: 'JAVASCRIPT_DISABLED', params: {} });
  try {
    cleanFileName(fileName);
    return undefined;
  } catch (thrown) {
    const failure = asFailure(thrown);
    if (failure.row.retry === 'later') throw failure;
    return failedEnding('UploadPost', path, failure);
  }
}

function placementOf(leased: LeasedItem, rules: CompanyRules, options: UploadOptions, type: AssetType): Placement {
  return {
    companyId: leased.item.companyId, folder: leased.item.folder, fileName: cleanFileName(leased.item.fileName).fileName, type,
    overwrite: options.overwrite, overwriteMode: rules.overwriteMode,
  };
}

/** Artifacts first, then one transaction for the rest: a crash in between leaves blobs that nobody refers to, which the
 *  sweep removes, and an item that is taken again. */
async function publish(
  workshop: WorkshopOptions, leased: LeasedItem, original: StoredFile, placement: Placement, rules: CompanyRules,
  options: UploadOptions, made: Made,
): Promise<void> {
  const { item, job } = leased;
  const artifacts = await adoptArtifacts(workshop, made);
  await workshop.database.transaction().execute(async (transaction) => {
    const published = await workshop.library.publish(transaction, {
      ...placement,
      userEmail: job.userEmail,
      original: { blobId: original.blobId, sizeBytes: original.sizeBytes },
      artifacts,
      image: made.image,
      ...(made.facts && { facts: made.facts }),
      making: makingOf(item.id, made.type, options),
      readyForPublish: options.readyForPublish,
      preservePublishState: options.preservePublishState,
      retainPublishState: rules.retainPublishState,
      preserveCrop: options.preserveCrop,
      crop: made.crop,
      ...(made.cropOrigin && { cropOrigin: made.cropOrigin }),
      projectIds: options.projectIds,
      keywords: options.keywords,
      mergeMetadata: metadataOfUpload(made.metadata, options.keywords),
    });
    const ending = publishedEnding(item.folder + item.fileName, published, made);
    await workshop.jobs.finishItem(transaction, leased, ending.outcome, ending.lines);
  });
}
