import { asFailure, type Log } from '#base';
import type { Jobs, LeasedItem, Perform } from '#jobs';
import { cleanFileName, isHiddenFile, typeOfFileName, type AssetType, type Library, type Placement, type StoredFile } from '#library';
import type { Blobs, Clock, Database, Producer } from '#ports';
import { duplicateEnding, failedEnding, publishedEnding, skippedEnding, type Ending } from './lines.ts';
import { defaultProductionLimits } from './settings.ts';
import type { ProductionLimits, ProductionResult, ProductionTask, UploadOptions } from './types.ts';

/** What production goes by that belongs to a company. */
export type CompanyRules = ProductionTask['company'] & Pick<Placement, 'overwriteMode'> & {
  /** What becomes of the publish state of a replaced asset when the job does not say. */
  readonly retainPublishState: boolean;
};

export type WorkshopOptions = {
  readonly jobs: Pick<Jobs, 'finishItem' | 'keepPlan'>;
  readonly library: Pick<Library, 'judge' | 'publish'>;
  readonly blobs: Pick<Blobs, 'workFolder' | 'localFile' | 'adopt'>;
  readonly database: Database;
  readonly producer: Producer<ProductionTask, ProductionResult>;
  /** Asked for every item, so that a changed setting counts at once. */
  readonly companyRules: (companyId: number) => Promise<CompanyRules>;
  readonly limits?: ProductionLimits;
  readonly log: Log;
  readonly clock: Clock;
};

export type Workshop = { readonly perform: Perform };

type Made = Extract<ProductionResult, { kind: 'made' }>;
type Hands = Parameters<Perform>[1];

/** Takes leased items to their end: judged, produced in a child, and then published and finished in one transaction. */
export function openWorkshop(options: WorkshopOptions): Workshop {
  return { perform: (leased, hands) => perform(options, leased, hands) };
}

async function perform(workshop: WorkshopOptions, leased: LeasedItem, hands: Hands): Promise<void> {
  const { item, job } = leased;
  const path = item.folder + item.fileName;
  const startMs = workshop.clock.now().getTime();
  const rules = await workshop.companyRules(item.companyId);
  const uploadOptions = job.options as unknown as UploadOptions;

  const refused = refuse(path, item.fileName, rules);
  if (refused) return finish(workshop, leased, refused);
  const placement = placementOf(leased, rules, uploadOptions, typeOfFileName(item.fileName)!);
  const verdict = await workshop.library.judge(placement);
  if (verdict.kind === 'skip') return finish(workshop, leased, duplicateEnding(path, verdict.asset));

  await using folder = await workshop.blobs.workFolder();
  const limits = workshop.limits ?? defaultProductionLimits;
  const result = await produceInChild(workshop, {
    sourcePath: await workshop.blobs.localFile(item.blobId), fileName: item.fileName, workFolderPath: folder.path,
    options: uploadOptions, limits,
    company: { javascriptUploadEnabled: rules.javascriptUploadEnabled, pdfProcessingPageLimit: rules.pdfProcessingPageLimit },
  }, hands);
  if (result.kind === 'skipped') return finish(workshop, leased, skippedEnding(path, result.warning));
  if (result.plan !== undefined) await workshop.jobs.keepPlan(leased, result.plan);
  if (result.kind === 'failed') return finish(workshop, leased, failedEnding(path, result));

  await publish(workshop, leased, { ...placement, type: result.type }, rules, uploadOptions, result);
  workshop.log.info('file produced', { itemId: item.id, type: result.type, ms: workshop.clock.now().getTime() - startMs });
}

/** What ends without opening the file; undefined for the rest. */
function refuse(path: string, fileName: string, rules: CompanyRules): Ending | undefined {
  if (isHiddenFile(fileName)) return skippedEnding(path, { key: 'log.hiddenFile', params: {} });
  const type = typeOfFileName(fileName);
  if (type === undefined) return failedEnding(path, { code: 'UNSUPPORTED_FILE_TYPE', params: {} });
  if (type === 'Javascript' && !rules.javascriptUploadEnabled) return failedEnding(path, { code: 'JAVASCRIPT_DISABLED', params: {} });
  try {
    cleanFileName(fileName);
    return undefined;
  } catch (thrown) {
    const failure = asFailure(thrown);
    if (failure.row.retry === 'later') throw failure;
    return failedEnding(path, failure);
  }
}

function placementOf(leased: LeasedItem, rules: CompanyRules, options: UploadOptions, type: AssetType): Placement {
  return {
    companyId: leased.item.companyId, folder: leased.item.folder, fileName: cleanFileName(leased.item.fileName).fileName, type,
    overwrite: options.overwrite, overwriteMode: rules.overwriteMode,
  };
}

/** A child that died of the file is the file's failure; being stopped is nobody's, and goes on to the worker. */
async function produceInChild(workshop: WorkshopOptions, task: ProductionTask, hands: Hands): Promise<ProductionResult> {
  try {
    return await workshop.producer.produce(task, { signal: hands.signal, onProgress: hands.progress });
  } catch (thrown) {
    const failure = asFailure(thrown);
    if (failure.row.retry === 'later' || failure.code === 'STOPPED') throw failure;
    return { kind: 'failed', code: failure.code, params: failure.params };
  }
}

/** Artifacts first, then one transaction for the rest: a crash in between leaves blobs that nobody refers to, which the
 *  sweep removes, and an item that is taken again. */
async function publish(
  workshop: WorkshopOptions, leased: LeasedItem, placement: Placement, rules: CompanyRules, options: UploadOptions, made: Made,
): Promise<void> {
  const { item, job } = leased;
  const adopted = await Promise.all(made.artifacts.map(async ({ role, path }): Promise<[string, StoredFile]> => {
    const blob = await workshop.blobs.adopt(path);
    return [role, { blobId: blob.id, sizeBytes: blob.sizeBytes }];
  }));
  await workshop.database.transaction().execute(async (transaction) => {
    const published = await workshop.library.publish(transaction, {
      ...placement,
      userEmail: job.userEmail,
      original: { blobId: item.blobId, sizeBytes: item.sizeBytes },
      artifacts: Object.fromEntries(adopted),
      image: made.image,
      ...(made.facts && { facts: made.facts }),
      readyForPublish: options.readyForPublish,
      preservePublishState: options.preservePublishState,
      retainPublishState: rules.retainPublishState,
      preserveCrop: options.preserveCrop,
      crop: made.crop,
      projectIds: options.projectIds,
      keywords: [...new Set([...made.keywords, ...options.keywords])],
    });
    const ending = publishedEnding(item.folder + item.fileName, published, made);
    await workshop.jobs.finishItem(transaction, leased, ending.outcome, ending.lines);
  });
}

async function finish(workshop: WorkshopOptions, leased: LeasedItem, ending: Ending): Promise<void> {
  await workshop.database.transaction().execute((transaction) =>
    workshop.jobs.finishItem(transaction, leased, ending.outcome, ending.lines));
}
