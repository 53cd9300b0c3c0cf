import { asFailure, type FailureCode, type FailureParams, type Json, type Log } from '#base';
import type { Jobs, LeasedItem, Perform } from '#jobs';
import { typeOfFileName, type Library, type Placement, type StoredFile } from '#library';
import type { Blobs, Clock, Database, Producer } from '#ports';
import type { ArchiveLimits, UnpackedPart, UnpackResult, UnpackTask } from './archives/types.ts';
import type { Fetchers } from './fetchers.ts';
import type { HotFolderPolicy } from './hot-folder/policy.ts';
import type { Ending } from './lines.ts';
import { fontsOf } from './fonts.ts';
import { defaultProductionLimits } from './settings.ts';
import type { EncodingPreset } from './media/preset.ts';
import type { FindProfiles } from './profiles.ts';
import type { ArtifactFile, CompanyProfiles, ProductionLimits, ProductionResult, ProductionTask, UploadOptions } from './types.ts';

/** What production goes by that belongs to a company. */
export type CompanyRules = ProductionTask['company'] & CompanyProfiles & Pick<Placement, 'overwriteMode'> & {
  /** What becomes of the publish state of a replaced asset when the job does not say. */
  readonly retainPublishState: boolean;
};

export type WorkshopOptions = {
  readonly jobs: Pick<Jobs, 'finishItem' | 'finishItems' | 'keepPlan' | 'keepFetched' | 'unfold' | 'addUnpacked' | 'addEnded' | 'release'>;
  readonly library: Pick<Library,
    'judge' | 'publishAll' | 'publishDerivation' | 'withOriginals' | 'publishBatch' | 'countPublication' | 'assetsByIds' | 'assetsByNames' | 'reprocess' | 'search'>;
  readonly blobs: Pick<Blobs, 'workFolder' | 'localFile' | 'adopt' | 'spool' | 'stat'>;
  readonly database: Database;
  readonly producer: Producer<ProductionTask, ProductionResult>;
  /** The same children, for archives. */
  readonly unpacker: Producer<UnpackTask, UnpackResult, UnpackedPart>;
  readonly fetchers: Fetchers;
  /** Asked for every item, so that a changed setting counts at once. */
  readonly companyRules: (companyId: number) => Promise<CompanyRules>;
  /** Encoding presets of a company, and those everybody has, by id; vanished ones are missing. */
  readonly encodingPresets?: (companyId: number, ids: readonly number[]) => Promise<readonly EncodingPreset[]>;
  readonly limits?: ProductionLimits;
  readonly archiveLimits?: ArchiveLimits;
  readonly hotFolder?: HotFolderPolicy;
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
  workshop: Workbench, leased: LeasedItem, source: { readonly companyId: number; readonly blobId: string; readonly fileName: string }, rules: CompanyRules,
  options: UploadOptions, hands: Hands, use: (result: ProductionResult) => Promise<void>,
): Promise<void> {
  await using folder = await workshop.blobs.workFolder();
  const isFilm = ['Video', 'Audio'].includes(typeOfFileName(source.fileName) ?? '');
  // What takes minutes does not wait for its end when the job is told to stop.
  if (isFilm) hands.leaveOnStop?.();
  const result = await resultOf(async () => {
    const fonts = await fontsOf(workshop, source, rules, options);
    const task: ProductionTask = {
      sourcePath: await workshop.blobs.localFile(source.blobId), fileName: source.fileName, workFolderPath: folder.path, options,
      limits: isFilm ? await filmLimits(workshop, source.blobId) : workshop.limits ?? defaultProductionLimits,
      profiles: await workshop.findProfiles(source.companyId, rules, options),
      ...(fonts && { fonts }),
      company: { javascriptUploadEnabled: rules.javascriptUploadEnabled, pdfProcessingPageLimit: rules.pdfProcessingPageLimit, ...(rules.photoshop && { photoshop: rules.photoshop }) },
      ...(isFilm && await presetsOf(workshop, source.companyId, options)),
    };
    return workshop.producer.produce(task, {
      signal: hands.signal, onProgress: hands.progress,
      onNote: (note) => keepNote(workshop, leased, note as Json),
    });
  });
  hands.makeRoom();
  await use(result);
}

/** A program works on a copy of the source and leaves encodes and their streams. */
const copies = 3;

async function filmLimits(workshop: Workbench, blobId: string): Promise<ProductionLimits> {
  const limits = workshop.limits ?? defaultProductionLimits;
  const blob = await workshop.blobs.stat(blobId);
  return { ...limits, timeMs: limits.filmTimeMs ?? limits.timeMs, outputBytes: limits.outputBytes + copies * (blob?.sizeBytes ?? 0) };
}

async function presetsOf(workshop: Workbench, companyId: number, { media }: UploadOptions): Promise<Pick<ProductionTask, 'presets' | 'vanishedPresets'>> {
  const named = media.encodingPresetIds.length === 0 ? [] : await workshop.encodingPresets?.(companyId, [...new Set(media.encodingPresetIds)]) ?? [];
  return { presets: [...named, ...media.encodings ?? []], vanishedPresets: new Set(media.encodingPresetIds).size - named.length };
}

/** The plan of what takes long is there to be seen while it is carried out. One who has lost the item learns it when it ends. */
function keepNote(workshop: Workbench, leased: LeasedItem, plan: Json): void {
  workshop.jobs.keepPlan(leased, plan).catch((thrown: unknown) => workshop.log.warn('plan not kept', { itemId: leased.item.id, reason: asFailure(thrown).message }));
}
type FailedResult = { readonly kind: 'failed'; readonly code: FailureCode; readonly params: FailureParams };

/** A profile that is gone, or a child that died of the file, is the file's failure; being stopped is nobody's, and goes on to
 *  the worker. */
export async function resultOf<Result extends { readonly kind: string }>(produce: () => Promise<Result>): Promise<Result | FailedResult> {
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
