import { asFailure, type Log } from '#base';
import type { Jobs, LeasedItem, Perform } from '#jobs';
import type { Library, Placement, StoredFile } from '#library';
import type { Blobs, Clock, Database, Producer } from '#ports';
import type { Fetchers } from './fetchers.ts';
import type { Ending } from './lines.ts';
import { fontsOf } from './fonts.ts';
import { defaultProductionLimits } from './settings.ts';
import type { FindProfiles } from './profiles.ts';
import type { ArtifactFile, CompanyProfiles, ProductionLimits, ProductionResult, ProductionTask, UploadOptions } from './types.ts';

/** What production goes by that belongs to a company. */
export type CompanyRules = ProductionTask['company'] & CompanyProfiles & Pick<Placement, 'overwriteMode'> & {
  /** What becomes of the publish state of a replaced asset when the job does not say. */
  readonly retainPublishState: boolean;
};

export type WorkshopOptions = {
  readonly jobs: Pick<Jobs, 'finishItem' | 'finishItems' | 'keepPlan' | 'keepFetched' | 'unfold'>;
  readonly library: Pick<Library, 'judge' | 'publishAll' | 'publishDerivation' | 'withOriginals' | 'assetsByIds' | 'assetsByNames' | 'reprocess' | 'search'>;
  readonly blobs: Pick<Blobs, 'workFolder' | 'localFile' | 'adopt' | 'spool'>;
  readonly database: Database;
  readonly producer: Producer<ProductionTask, ProductionResult>;
  readonly fetchers: Fetchers;
  /** Asked for every item, so that a changed setting counts at once. */
  readonly companyRules: (companyId: number) => Promise<CompanyRules>;
  readonly limits?: ProductionLimits;
  readonly log: Log;
  readonly clock: Clock;
};

/** The workshop at work. */
export type Workbench = WorkshopOptions & { readonly findProfiles: FindProfiles };

export type Made = Extract<ProductionResult, { kind: 'made' }>;
export type Hands = Parameters<Perform>[1];

/** Produces a stored file in a child, and hands what it made to `use` before its work folder goes.
 *  @param source Whose it is, its blob, and the name that decides about its kind. */
export async function produceStored(
  workshop: Workbench, source: { readonly companyId: number; readonly blobId: string; readonly fileName: string }, rules: CompanyRules,
  options: UploadOptions, hands: Hands, use: (result: ProductionResult) => Promise<void>,
): Promise<void> {
  await using folder = await workshop.blobs.workFolder();
  const result = await resultOf(async () => {
    const fonts = await fontsOf(workshop, source, rules, options);
    const task: ProductionTask = {
      sourcePath: await workshop.blobs.localFile(source.blobId), fileName: source.fileName, workFolderPath: folder.path, options,
      limits: workshop.limits ?? defaultProductionLimits,
      profiles: await workshop.findProfiles(source.companyId, rules, options),
      ...(fonts && { fonts }),
      company: { javascriptUploadEnabled: rules.javascriptUploadEnabled, pdfProcessingPageLimit: rules.pdfProcessingPageLimit },
    };
    return workshop.producer.produce(task, { signal: hands.signal, onProgress: hands.progress });
  });
  hands.makeRoom();
  await use(result);
}

/** A profile that is gone, or a child that died of the file, is the file's failure; being stopped is nobody's, and goes on to
 *  the worker. */
async function resultOf(produce: () => Promise<ProductionResult>): Promise<ProductionResult> {
  try {
    return await produce();
  } catch (thrown) {
    const failure = asFailure(thrown);
    if (failure.row.retry === 'later' || failure.code === 'STOPPED') throw failure;
    return { kind: 'failed', code: failure.code, params: failure.params };
  }
}

/** Moves what a child made into the store; a crash after this leaves blobs that nobody refers to, which the sweep removes. */
export async function adoptFiles(workshop: WorkshopOptions, files: readonly ArtifactFile[]): Promise<Readonly<Record<string, StoredFile>>> {
  const adopted = await Promise.all(files.map(async ({ role, path }): Promise<[string, StoredFile]> => {
    const blob = await workshop.blobs.adopt(path);
    return [role, { blobId: blob.id, sizeBytes: blob.sizeBytes }];
  }));
  return Object.fromEntries(adopted);
}

/** Ends an item that leaves no trace in the library. */
export async function finish(workshop: WorkshopOptions, leased: LeasedItem, ending: Ending): Promise<void> {
  await workshop.database.transaction().execute((transaction) =>
    workshop.jobs.finishItem(transaction, leased, ending.outcome, ending.lines));
}
