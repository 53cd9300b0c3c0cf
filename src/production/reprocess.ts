import { Failure } from '#base';
import type { LeasedItem } from '#jobs';
import type { Asset } from '#library';
import { adoptDerived, derivedPublisher } from './derived.ts';
import { failedEnding, reprocessedEnding, untouchedEnding } from './lines.ts';
import { makingOf, optionsOfMaking } from './making.ts';
import { metadataOfReprocessing } from './metadata.ts';
import type { UploadOptions } from './types.ts';
import { adoptFiles, finish, produceStored, type CompanyRules, type Hands, type Made, type Workbench, type WorkshopOptions } from './workbench.ts';

/** Produces the original of an asset again: with the options of the job, or to optimize with those it was made with.
 *  @throws ASSET_CHANGED when another original took its place meanwhile: the item is taken again. */
export async function reprocess(
  workshop: Workbench, leased: LeasedItem, assetId: number, rules: CompanyRules, hands: Hands,
): Promise<void> {
  const { item, job } = leased;
  const [asset] = await workshop.library.assetsByIds(item.companyId, [assetId]);
  const path = asset ? asset.folder + asset.fileName : item.folder + item.fileName;
  if (asset?.trashState !== 'NotInTrash') return finish(workshop, leased, failedEnding(job.kind, path, { code: 'ASSET_GONE', params: {} }));
  const { original } = asset;
  if (original === undefined) {
    return finish(workshop, leased, failedEnding(job.kind, path, { code: 'NO_ORIGINAL', params: { type: asset.type } }));
  }
  const asked = job.options as unknown as UploadOptions;
  const options = job.kind === 'ImageOptimization' ? optionsOfMaking(asked, asset.making) : asked;
  // A name may have been changed since; what the file is, its first name says.
  const source = { companyId: item.companyId, blobId: original.blobId, fileName: asset.originalFileName };
  await produceStored(workshop, leased, source, { ...rules, javascriptUploadEnabled: true }, options, hands, async (result) => {
    if (result.kind === 'skipped') return finish(workshop, leased, untouchedEnding(path, asset, []));
    if (result.plan !== undefined) await workshop.jobs.keepPlan(leased, result.plan);
    if (result.kind === 'failed') return finish(workshop, leased, failedEnding(job.kind, path, result));
    if (result.artifacts.length === 0 && !result.derived) return finish(workshop, leased, untouchedEnding(path, asset, result.notes));
    await store(workshop, leased, asset, original.blobId, rules, options, result);
  });
}

async function store(
  workshop: WorkshopOptions, leased: LeasedItem, asset: Asset, originalBlobId: string, rules: CompanyRules, options: UploadOptions, made: Made,
): Promise<void> {
  const { item, job } = leased;
  const artifacts = await adoptFiles(workshop, made.artifacts);
  const derived = await adoptDerived(workshop, made, artifacts);
  await workshop.database.transaction().execute(async (transaction) => {
    const outcome = await workshop.library.reprocess(transaction, {
      companyId: item.companyId, assetId: asset.id, originalBlobId, type: made.type, userEmail: job.userEmail, artifacts, image: made.image,
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
      mergeMetadata: metadataOfReprocessing(options.keywords),
    });
    if (outcome.kind === 'changed') throw new Failure('ASSET_CHANGED');
    const ending = reprocessedEnding(job.kind, asset.folder + asset.fileName, outcome, made);
    const beside = derived ? await derivedPublisher(workshop, leased, derived, rules, options)(transaction, { id: asset.id, isReplaced: true }) : [];
    await workshop.jobs.finishItem(transaction, leased, ending.outcome, [...ending.lines, ...beside]);
  });
}
