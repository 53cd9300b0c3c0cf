import { extname } from 'node:path';
import { asFailure, type Json } from '#base';
import type { JobKind, LeasedItem, Perform } from '#jobs';
import { cleanFileName, isHiddenFile, typeOfFileName, type AssetType, type Placement, type Publication, type StoredFile } from '#library';
import { unpackItem } from './archives/unpack-item.ts';
import { refusalOfName } from './contents.ts';
import { adoptDerived, derivedPublisher } from './derived.ts';
import { originalOf, type UploadItem } from './fetch.ts';
import { openFinishing, type FinishItem } from './finishing.ts';
import { duplicateEnding, failedEnding, skippedEnding, type Ending } from './lines.ts';
import { makingOf } from './making.ts';
import { metadataOfUpload } from './metadata.ts';
import { rememberProfiles } from './profiles.ts';
import { reprocess } from './reprocess.ts';
import type { UploadOptions } from './types.ts';
import { unfoldListing } from './unfold.ts';
import { adoptFiles, produceStored, type CompanyRules, type Hands, type Made, type Workbench, type WorkshopOptions } from './workbench.ts';

export type { CompanyRules, WorkshopOptions } from './workbench.ts';

export type Workshop = { readonly perform: Perform };

/** Takes leased items to their end: judged, produced in a child, and then published and finished in one transaction, which
 *  uploads of a job that come to their end at about the same time share. */
export function openWorkshop(options: WorkshopOptions): Workshop {
  const finishing = openFinishing(options);
  const workbench: Workbench = { ...options, findProfiles: rememberProfiles(options, options.clock) };
  return {
    async perform(leased, hands) {
      using way = finishing.begin(leased);
      await perform(workbench, way.finish, leased, hands);
    },
  };
}

async function perform(workshop: Workbench, finish: FinishItem, leased: LeasedItem, hands: Hands): Promise<void> {
  const { item } = leased;
  const startMs = workshop.clock.now().getTime();
  const rules = await workshop.companyRules(item.companyId);
  if ('assetId' in item) await reprocess(workshop, leased, item.assetId, rules, hands);
  else if ('listing' in item) await unfoldListing(workshop, leased, item.listing, hands);
  else await produceUpload(workshop, finish, leased, item, rules, hands);
  workshop.log.info('item produced', { itemId: item.id, ms: workshop.clock.now().getTime() - startMs });
}

async function produceUpload(
  workshop: Workbench, finish: FinishItem, leased: LeasedItem, item: UploadItem, rules: CompanyRules, asked: Hands,
): Promise<void> {
  const { job } = leased;
  const path = item.folder + item.fileName;
  const options = job.options as unknown as UploadOptions;
  const end = (ending: Ending, plan?: Json): Promise<void> => finish({ kind: 'ended', ending, plan });
  const refused = refuse(job.kind, path, item.fileName, rules);
  if (refused) return end(refused);
  const type = typeOfFileName(item.fileName)!;
  // What comes out of an archive is taken as it is: archives in archives are files.
  if (type === 'Zip' && options.uncompress && item.archiveItemId === undefined) {
    const archive = await originalOf(workshop, leased, item, asked);
    return unpackItem(workshop, finish, leased, archive.original, archive.hands);
  }
  const placement = placementOf(leased, rules, options, type);
  // Only an upload that may not overwrite can turn out to be a duplicate, which is skipped unseen.
  const verdict = options.overwrite ? undefined : await workshop.library.judge(placement);
  if (verdict?.kind === 'skip') return end(duplicateEnding(path, verdict.asset));

  const { original, hands } = await originalOf(workshop, leased, item, asked);
  await produceStored(workshop, leased, { companyId: item.companyId, blobId: original.blobId, fileName: item.fileName }, rules, options, hands, async (result) => {
    if (result.kind === 'skipped') return end(skippedEnding(path, result.warning));
    if (result.kind === 'failed') return end(failedEnding(job.kind, path, result), result.plan);
    // Artifacts first: a crash before the transaction leaves blobs that nobody refers to, which the sweep removes, and an
    // item that is taken again.
    const artifacts = await adoptFiles(workshop, result.artifacts);
    const publication = publicationOf(leased, original, { ...placement, type: result.type }, rules, options, result, artifacts);
    const derived = await adoptDerived(workshop, result, artifacts);
    await finish({ kind: 'made', publication, made: result, ...(derived && { publishBeside: derivedPublisher(workshop, leased, derived, rules, options) }) });
  });
}

/** What ends without opening the file; undefined for the rest. */
function refuse(kind: JobKind, path: string, fileName: string, rules: CompanyRules): Ending | undefined {
  if (isHiddenFile(fileName)) return skippedEnding(path, { key: 'log.hiddenFile', params: {} });
  const type = typeOfFileName(fileName);
  if (type === undefined) return failedEnding(kind, path, refusalOfName(extname(fileName).slice(1).toLowerCase()));
  if (type === 'Javascript' && !rules.javascriptUploadEnabled) return failedEnding(kind, path, { code: 'JAVASCRIPT_DISABLED', params: {} });
  try {
    cleanFileName(fileName);
    return undefined;
  } catch (thrown) {
    const failure = asFailure(thrown);
    if (failure.row.retry === 'later') throw failure;
    return failedEnding(kind, path, failure);
  }
}

function placementOf(leased: LeasedItem, rules: CompanyRules, options: UploadOptions, type: AssetType): Placement {
  return {
    companyId: leased.item.companyId, folder: leased.item.folder, fileName: cleanFileName(leased.item.fileName).fileName, type,
    overwrite: options.overwrite, overwriteMode: rules.overwriteMode,
  };
}

function publicationOf(
  { item, job }: LeasedItem, original: StoredFile, placement: Placement, rules: CompanyRules, options: UploadOptions, made: Made,
  artifacts: Publication['artifacts'],
): Publication {
  return {
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
  };
}
