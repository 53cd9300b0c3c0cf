import type { FailureParams, Json, TextKey } from '#base';
import type { Transaction } from '#ports';

/** @source specification of job tracking, §2.1 */
export type JobKind =
  | 'UploadPost' | 'UrlUpload' | 'UploadFromServerDirectory' | 'AutomatedSetGeneration' | 'ReprocessAssets' | 'ImageOptimization' | 'PdfRip'
  | PublishKind;
export type PublishKind = 'ImageServingPublish' | 'ImageRenderingPublish' | 'VideoPublish';
/** Work at the end of a job, when its files are done and before it ends. */
export type ClosingTask = 'autoSets';
/** What is stored; what a client sees is derived by `clientState`. */
export type JobState = 'open' | 'stopping' | 'ended';
/** @source specification of job tracking, §2.2 */
export type ClientState = 'Unknown' | 'New' | 'WaitingClient' | 'WaitingCoordinator' | 'Running' | 'Stopping' | 'Done';

export type Job = {
  readonly id: number;
  readonly companyId: number;
  readonly userId: number;
  readonly userEmail: string;
  readonly kind: JobKind;
  /** As the client sent it. */
  readonly originalName: string;
  /** Unique among active jobs of the company; `jobHandle` makes the handle of it. */
  readonly name: string;
  readonly state: JobState;
  readonly isPaused: boolean;
  readonly locale: string;
  readonly description: string;
  /** `appName` if the client gave one, else its address. */
  readonly clientName: string;
  readonly clientAddress: string;
  readonly serverName: string;
  /** Options for production; opaque here. */
  readonly options: Json;
  /** What the client sent, for the echo in getActiveJobs; opaque here. */
  readonly echo: Json;
  readonly startedAt: Date;
  readonly lastPostAt: Date;
  readonly inputClosedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  readonly receivedCount: number;
  readonly runningCount: number;
  readonly counts: JobCounts;
  readonly transfers: TransferCounts;
  readonly isFatal: boolean;
  readonly progress: { readonly key: TextKey; readonly params: FailureParams; readonly at: Date };
};

export type JobCounts = {
  readonly success: number; readonly update: number; readonly duplicate: number;
  readonly error: number; readonly warning: number;
  /** Items that end with a warning only (hidden files, cancelled ones). */
  readonly skipped: number;
};

/** Files that came in or went out, as the log counts them. @source specification of job tracking, §4 */
export type TransferCounts = { readonly success: number; readonly error: number; readonly warning: number };

/** Where bytes lie until an item's turn comes. @source specification of job tracking, §7 */
export type Origin =
  | { readonly kind: 'url'; readonly url: string }
  /** A file in the server's folder of the company. `folder`: below it, with trailing slash unless empty. */
  | { readonly kind: 'serverFile'; readonly companyRoot: string; readonly folder: string; readonly name: string };

/** What is looked up when an item's turn comes; the item then gives way to those that are found (`unfold`). Its file has no name. */
export type Listing =
  /** Every image of the company that has an original. */
  | { readonly kind: 'images' }
  /** Files in the server's folder of the company. `path`: below it, with trailing slash unless empty. */
  | { readonly kind: 'serverFolder'; readonly path: string; readonly includeSubfolders: boolean }
  /** What is due to be published and to be withdrawn: everything that is marked, or what is new or changed since. */
  | { readonly kind: 'publication'; readonly context: PublishContext; readonly isFull: boolean };

/** Where assets of a type are published to. @source specification of assets, §6 */
export type PublishContext = 'ImageServing' | 'ImageRendering' | 'Video';

/** What an item is made from: a file that was received or fetched, one that is still to be fetched, the original that an
 *  asset has when its turn comes, or what a look finds then. */
export type ItemSource =
  | { readonly blobId: string; readonly sizeBytes: number; readonly origin?: Origin }
  | { readonly origin: Origin }
  | { readonly assetId: number }
  | { readonly listing: Listing };

export type NewItem = ItemSource & {
  /** Folder with company root and trailing slash. */
  readonly folder: string;
  /** Base name as sent, before cleaning. */
  readonly fileName: string;
  /** Items of one company with equal keys are produced in order of arrival. Usually the asset name. */
  readonly orderKey: string;
  /** The item of the archive it came out of. */
  readonly archiveItemId?: number;
};

/** How far an archive was unpacked: whoever goes on begins behind these records. */
export type UnpackedSoFar = { readonly records: number; readonly sizeBytes: number };

/** What came out of an archive since the last time. */
export type Unpacked = {
  readonly items: readonly NewItem[];
  /** Entries that come to their end at once, with a line each. */
  readonly refused: readonly { readonly outcome: 'error' | 'skipped'; readonly line: NewLine }[];
  readonly soFar: UnpackedSoFar;
};

export type Item = NewItem & {
  readonly id: number;
  readonly jobId: number;
  readonly companyId: number;
  readonly position: number;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly attempts: number;
  readonly progress: number;
  /** The plan that was made for it; opaque here. */
  readonly plan: Json | undefined;
  /** Of an archive; nothing for other files. */
  readonly unpacked: UnpackedSoFar;
};

/** An item in somebody's hands. A lease that is not renewed runs out and the item is taken again. */
export type LeasedItem = { readonly item: Item; readonly job: Job; readonly lease: string };

/** A task at the end of a job, in somebody's hands. */
export type LeasedClosing = {
  readonly id: number; readonly task: ClosingTask; readonly job: Job; readonly lease: string;
  /** Times it was taken, this one included. */
  readonly attempts: number;
};

export type LeaseTerms = {
  /** Who takes it. */
  readonly holder: string;
  readonly leaseMs: number;
};

/** @source specification of job tracking, §2.3 */
export type LogType =
  | 'BeginUpload' | 'EndUpload' | 'UploadSuccess' | 'UploadWarning' | 'UploadError' | 'DuplicateSkipped' | 'FileUpdated'
  | 'BeginUploadUrls' | 'EndUploadUrls'
  | 'BeginPdfRip' | 'EndPdfRip' | 'PdfRipSuccess' | 'PdfRipError'
  | 'BeginImageServingPublish' | 'EndImageServingPublish' | 'ImageServingPublishSuccess' | 'ImageServingPublishError' | 'ImageServingPublishCleanup'
  | 'BeginImageRenderingPublish' | 'EndImageRenderingPublish' | 'ImageRenderingPublishSuccess' | 'ImageRenderingPublishError'
  | 'BeginVideoPublish' | 'EndVideoPublish' | 'VideoPublishSuccess' | 'VideoPublishError'
  | 'BeginReoptimize' | 'EndReoptimize' | 'ReoptimizeSuccess' | 'ReoptimizeFailure'
  | 'FatalError' | 'FileCancel' | 'OriginalJobName' | 'InitiatingJobName' | 'JobClient' | 'JobType' | 'TotalFileCount';

/** @source specification of job tracking, §2.4 */
export type LogFileType =
  | 'NoType' | 'MasterImage' | 'Mask' | 'IccProfile' | 'Font' | 'Xsl' | 'Video' | 'Template' | 'Xml' | 'ImageSet' | 'SpinSet'
  | 'Svg' | 'Pdf' | 'Aco' | 'PsdTemplate' | 'Zip' | 'Watermark' | 'Catalog' | 'Vignette' | 'Cabinet' | 'WindowCovering';

/** A line of the job log: message key and arguments, rendered in the reader's language. */
export type NewLine = {
  readonly type: LogType;
  readonly key: TextKey;
  readonly params: FailureParams;
  /** A nested text put into `params.reason` when rendered. */
  readonly reason?: { readonly key: TextKey; readonly params: FailureParams };
  readonly asset?: { readonly id: number | undefined; readonly name: string; readonly fileType: LogFileType };
  readonly notes?: readonly { readonly type: LogType; readonly key: TextKey; readonly params: FailureParams }[];
};
export type Line = NewLine & { readonly id: number; readonly jobId: number; readonly at: Date };

/** `unpacked`: an archive whose entries count in its place. */
export type ItemOutcome = 'success' | 'update' | 'duplicate' | 'error' | 'skipped' | 'unpacked';

/** How an item ends, with the lines it leaves in the log and the plan that was made for it, if one was. */
export type ItemEnding = {
  readonly leased: LeasedItem; readonly outcome: ItemOutcome; readonly lines: readonly NewLine[]; readonly plan?: Json | undefined;
};

/** A job to be opened. */
export type JobRequest = {
  /** Default `UploadPost`. Only such a job may be continued. */
  readonly kind?: JobKind;
  readonly companyId: number; readonly companyRoot: string; readonly userId: number; readonly userEmail: string;
  readonly originalName: string;
  /** The name it would like to have among the active ones. Default: the original one. */
  readonly name?: string;
  readonly locale: string; readonly description: string;
  readonly clientName: string; readonly clientAddress: string;
  readonly options: Json; readonly echo: Json;
  readonly items: readonly NewItem[]; readonly isInputClosed: boolean;
  readonly followers?: Followers;
  /** The schedule that opens it. */
  readonly scheduleId?: number;
  /** The job it follows on. */
  readonly initiatorName?: string;
};

/** Jobs that are opened when another has ended of itself; one that was stopped has none. */
export type Followers = {
  /** Not when no file came to anything. */
  readonly isOnlyIfFiles: boolean;
  readonly jobs: readonly (Pick<JobRequest, 'options' | 'echo' | 'items'> & { readonly kind: JobKind })[];
};

/** Hears of jobs inside the transactions that begin and end them. */
export type JobWitness = {
  readonly began: (transaction: Transaction, job: Job) => Promise<void>;
  /** Once per job, with its last counts. @param has What its log has: closing work leaves error lines that no file counts for. */
  readonly ended: (transaction: Transaction, job: Job, has: { readonly errorLines: boolean }) => Promise<void>;
};

export interface Jobs {
  /** Opens a job with its first items, log lines and tickets.
   *  @returns the job; its handle is `j|<companyId>||<name>|<id>`. */
  open(transaction: Transaction, request: JobRequest): Promise<Job>;
  /** Adds items to an open job (locked for the rest of the transaction).
   *  @throws JOB_NOT_ACTIVE, DIFFERENT_ADDRESS */
  continue(transaction: Transaction, request: {
    readonly companyId: number; readonly jobId: number; readonly handle: string;
    readonly userId: number; readonly isAdmin: boolean;
    readonly clientAddress: string; readonly isSameAddressEnforced: boolean;
    readonly items: readonly NewItem[]; readonly isInputClosed: boolean;
  }): Promise<Job>;
  /** An open upload job, for the door to decide before it spools; undefined when there is none. */
  findOpen(companyId: number, jobId: number): Promise<Job | undefined>;

  /** Takes an item for production. Undefined when it is done, held by another, waits behind an equal key, paused or stopped. */
  lease(itemId: number, terms: LeaseTerms): Promise<LeasedItem | undefined>;
  /** Takes up to `most` items of one job, the one that `itemId` belongs to, in their order. Fewer than that means that
   *  there is nothing more to be had in it for now: what is left has tickets of its own, or gets them. */
  leaseNext(itemId: number, terms: LeaseTerms & { readonly most: number }): Promise<readonly LeasedItem[]>;
  /** Prolongs a lease and records progress 0..1. @returns false when the lease is lost. A job that wants to stop lets
   *  the file in work finish. */
  renew(leased: LeasedItem, progress: number, leaseMs: number): Promise<boolean>;
  /** Was the job of an item told to stop? */
  isStopping(leased: LeasedItem): Promise<boolean>;
  /** @throws LEASE_LOST */
  keepPlan(leased: LeasedItem, plan: Json): Promise<void>;
  /** Adds what came out of an archive to its job and remembers how far it was read, in one transaction. In a job that is
   *  being stopped nothing is added. @throws LEASE_LOST */
  addUnpacked(leased: LeasedItem, unpacked: Unpacked): Promise<{ readonly isStopping: boolean }>;
  /** Notes the blob that an item's origin was fetched into: whoever takes the item again finds it. @throws LEASE_LOST */
  keepFetched(leased: LeasedItem, fetched: { readonly blobId: string; readonly sizeBytes: number }): Promise<void>;
  /** Lets an item give way to others of its job: it counts no more, they are queued in its place, and its lines are told.
   *  Part of the caller's transaction, exactly once. In a stopping job none of them is queued.
   *  @throws LEASE_LOST */
  unfold(transaction: Transaction, leased: LeasedItem, unfolded: { readonly items: readonly NewItem[]; readonly lines: readonly NewLine[] }): Promise<void>;
  /** Adds files to a job that have come to their end already, each with its lines: transfers that an item in hand makes, a
   *  few at a time. Part of the caller's transaction. @throws LEASE_LOST */
  addEnded(transaction: Transaction, leased: LeasedItem, ended: readonly { readonly outcome: 'success' | 'error'; readonly lines: readonly NewLine[] }[]): Promise<{ readonly isStopping: boolean }>;
  /** Gives an item back after a failure that may pass, to be taken again after a pause; the third attempt becomes an
   *  error. In a stopping job it is cancelled. Nothing happens when the lease is lost. */
  giveBack(leased: LeasedItem, reason: { readonly key: TextKey; readonly params: FailureParams }): Promise<void>;
  /** Hands an item back untouched (a worker that closes): it may be taken again at once and no attempt is counted.
   *  In a stopping job it is cancelled. Nothing happens when the lease is lost. */
  release(leased: LeasedItem): Promise<void>;
  /** Ends an item with an error line, in a transaction of its own. Nothing happens when the lease is lost. */
  fail(leased: LeasedItem, reason: { readonly key: TextKey; readonly params: FailureParams }): Promise<void>;
  /** Takes back at once everything this holder has: for a process that knows its predecessor of the same name is dead.
   *  @returns how many items */
  reclaimFrom(holder: string): Promise<number>;
  /** Ends an item with its lines; ends the job when it was the last and input is closed; tickets items that waited behind it.
   *  Part of the caller's transaction, exactly once.
   *  @throws LEASE_LOST when the item is in other hands or already ended: the caller's transaction must roll back. */
  finishItem(transaction: Transaction, leased: LeasedItem, outcome: ItemOutcome, lines: readonly NewLine[]): Promise<void>;
  /** The same for several items of one job, with about as many statements as one takes: all of them or none. */
  finishItems(transaction: Transaction, jobId: number, endings: readonly ItemEnding[]): Promise<void>;

  /** Takes the task that closes a job, if that is what a ticket names. Undefined when it is none, held, paused or stopped. */
  leaseClosing(ticketId: number, terms: LeaseTerms): Promise<LeasedClosing | undefined>;
  /** As `renew`, `giveBack`, `release` and `fail` of items; a task that failed is left out and the job goes on. */
  renewClosing(leased: LeasedClosing, progress: number, leaseMs: number): Promise<boolean>;
  giveBackClosing(leased: LeasedClosing, reason: { readonly key: TextKey; readonly params: FailureParams }): Promise<void>;
  releaseClosing(leased: LeasedClosing): Promise<void>;
  failClosing(leased: LeasedClosing, reason: { readonly key: TextKey; readonly params: FailureParams }): Promise<void>;
  /** Ends a task with its lines: the next one follows, or the job ends. Part of the caller's transaction, exactly once.
   *  @throws LEASE_LOST as `finishItem` */
  finishClosing(transaction: Transaction, leased: LeasedClosing, lines: readonly NewLine[]): Promise<void>;
  /** Ids of assets that a job made or renewed by now, by-products included, in the order of its lines. */
  assetsOf(jobId: number): Promise<readonly number[]>;
  /** Adds lines to the log of a job in whatever state; those that warn are counted. Nothing happens when the log is gone. */
  addLines(transaction: Transaction, jobId: number, lines: readonly NewLine[]): Promise<void>;

  /** Active jobs, oldest first, with the files in work. Cheap: cost does not depend on the number of items. */
  active(filter: { readonly companyIds: readonly number[] | 'all'; readonly jobId?: number; readonly name?: string; readonly originalName?: string; readonly scheduleId?: number }): Promise<readonly ActiveJob[]>;
  logs(filter: LogFilter): Promise<readonly Job[]>;
  /** Logs matched by handle, schedule or original name (the tests are AND-ed), newest first, at most 100. By `name` alone, as in
   *  the old form of handles, only the newest. */
  findLogs(filter: { readonly companyId: number; readonly jobId?: number; readonly name?: string; readonly originalName?: string; readonly scheduleId?: number }): Promise<readonly Job[]>;
  lines(jobId: number, page: {
    readonly types?: readonly string[]; readonly sortBy: 'Date' | 'LogType'; readonly isDescending: boolean;
    readonly pageSize: number; readonly page: number;
  }): Promise<{ readonly totalRows: number; readonly lines: readonly Line[] }>;
  linesOfAsset(companyId: number, assetId: number): Promise<readonly { readonly line: Line; readonly job: Job }[]>;

  /** An item with its job, whatever became of it; undefined when there is none, or its log was deleted. */
  findItem(companyId: number, itemId: number): Promise<{ readonly item: Item; readonly job: Job } | undefined>;
  /** A page of a job's items, in order of arrival. @param page.page From 1. */
  itemsOf(jobId: number, page: { readonly pageSize: number; readonly page: number }): Promise<readonly Item[]>;
  /** Lines that speak of an item's file. */
  linesOfItem(item: Item): Promise<readonly Line[]>;

  /** @throws JOB_NOT_FOUND when there is no such active job. */
  stop(companyId: number, jobId: number, handle: string): Promise<void>;
  pause(companyId: number, jobId: number, handle: string): Promise<void>;
  resume(companyId: number, jobId: number, handle: string): Promise<void>;
  /** Stops, then removes it from the active ones; the log stays. */
  remove(companyId: number, jobId: number, handle: string): Promise<void>;

  /** Closes idle jobs, takes back lost leases, sends missing tickets again, deletes old logs. Called every few seconds. */
  sweep(): Promise<{
    readonly closed: number; readonly reclaimed: number; readonly reissued: number; readonly deleted: number;
  }>;
  /** Blobs of items that are not finished. A sweep of blobs must read these before the library's: between the two an
   *  item may end and its blob become an asset's. */
  referencedBlobs(): AsyncIterable<string>;
}

export type ActiveJob = {
  readonly job: Job;
  readonly clientState: ClientState;
  readonly task: { readonly processing: number; readonly pending: number; readonly processed: number };
  /** Files in work now, at most a few. */
  readonly running: readonly { readonly fileName: string; readonly progress: number; readonly at: Date }[];
  /** What the plans of those files say of the encodes in them; opaque here. */
  readonly encoding: readonly { readonly encodes: Json; readonly progress: number; readonly at: Date }[];
  /** What it does at its end, once its files are done. */
  readonly closing: { readonly task: ClosingTask; readonly isRunning: boolean; readonly progress: number; readonly at: Date } | undefined;
};

export type LogFilter = {
  readonly companyIds: readonly number[] | 'all';
  readonly userId?: number;
  readonly sortBy?: 'JobName' | 'LogType' | 'StartDate' | 'CompanyName' | 'UserId' | 'Email' | 'FileErrorCount' | 'FileWarningCount' | 'FileSuccessCount';
  readonly isDescending?: boolean;
  readonly startedFrom?: Date;
  readonly startedTo?: Date;
  /** 1..10000. */
  readonly limit: number;
};
