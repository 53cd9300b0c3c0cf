import type { FailureParams, TextKey } from '#base';
import type { Transaction } from '#ports';

/** @source specification of UploadPostJob, §3.17 and §3.18; of assets, §5 */
export type NoticeKind = 'PostHttpUrl' | 'JobBegan' | 'JobEnded' | 'TrashWarning' | 'CdnPurge';

/** @source specification of UploadPostJob, §3.17 */
export type EmailMode = 'None' | 'All' | 'Error' | 'ErrorAndWarning' | 'JobCompletion';

/** What a notice needs to be made of; the rest is read when it is sent. */
export type NoticeContent = {
  readonly PostHttpUrl: { readonly url: string };
  readonly JobBegan: { readonly userId: number; readonly mode: EmailMode };
  readonly JobEnded: { readonly userId: number; readonly mode: EmailMode };
  readonly TrashWarning: { readonly userId: number; readonly assetCount: number; readonly assetNames: readonly string[]; readonly destroyedAt: string };
  readonly CdnPurge: { readonly urls: readonly string[] };
};

export type NoticeFailure = { readonly key: TextKey; readonly params: FailureParams };
export type NoticeAttempt = { readonly at: string; readonly failure?: NoticeFailure };

type NoticeOf<Kind extends NoticeKind> = {
  readonly id: number;
  readonly companyId: number;
  readonly jobId: number | undefined;
  readonly kind: Kind;
  readonly content: NoticeContent[Kind];
  /** The same at every try. */
  readonly key: string;
  readonly state: 'waiting' | 'sent' | 'failed';
  readonly attempts: readonly NoticeAttempt[];
  /** When it is tried next, while it waits. */
  readonly dueAt: Date;
  readonly createdAt: Date;
  readonly endedAt: Date | undefined;
};

/** Something to be told outside: a mail or a request. */
export type Notice = { [Kind in NoticeKind]: NoticeOf<Kind> }[NoticeKind];

export interface Notices {
  /** Sends what is due, each at least once: whoever gets one twice sees the same key. Called every second or so, by any
   *  number of processes. @returns how many came to their end or to their next try */
  deliver(): Promise<number>;
  /** Writes a warning about assets whose days in the trash are nearly over to the administrators of their company; part of
   *  the caller's transaction. */
  warnOfTrash(transaction: Transaction, warning: { readonly companyId: number; readonly assetNames: readonly string[]; readonly assetCount: number; readonly destroyedAt: Date }): Promise<void>;
  /** Tells the caches of others to forget URLs, as far as there is somebody to tell.
   *  @returns whether it is done already, and the number to ask by */
  purge(companyId: number, urls: readonly string[]): Promise<{ readonly id: number; readonly isDone: boolean }>;
  find(companyId: number, id: number): Promise<Notice | undefined>;
  /** Notices of a company, the newest first. */
  list(companyId: number, filter: { readonly jobId?: number; readonly state?: Notice['state']; readonly pageSize: number; readonly page: number }): Promise<readonly Notice[]>;
  /** Forgets those that ended long ago. @returns how many */
  sweep(): Promise<number>;
  /** Takes no further one and ends requests in work: they are sent again by whoever comes next. */
  close(): Promise<void>;
}
