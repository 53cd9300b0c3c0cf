import type { UploadOptions } from '#production';
import { jobHandle, type Jobs, type NewItem } from '#jobs';
import type { Database } from '#ports';

import type { TargetedFile, Verdict } from './judge.ts';

/** Files made durable at a time: more would only queue up at the disk. */
const keepsAtOnce = 8;

/** Stores the files for good, then opens or continues their job in one transaction. When it resolves, everything
 *  survives whatever may happen; when it throws, the ledger knows nothing of the request.
 *  @returns the job's handle */
export async function accept(rooms: { readonly jobs: Jobs; readonly database: Database }, verdict: Verdict, from: {
  readonly address: string;
  readonly isSameAddressEnforced: boolean;
  readonly clientName: string;
  readonly locale: string;
}): Promise<string> {
  const items = await keepAll(verdict.files);
  const { caller, company, isAdmin, job, request } = verdict;
  const shared = { companyId: company.id, userId: caller.user.id, items, clientAddress: from.address, isInputClosed: request.isLast };
  const accepted = await rooms.database.transaction().execute((transaction) => {
    if (job.kind === 'continued') {
      return rooms.jobs.continue(transaction, {
        ...shared, jobId: job.jobId, handle: job.handle, isAdmin, isSameAddressEnforced: from.isSameAddressEnforced,
      });
    }
    const options: UploadOptions = { ...job.reading.options, projectIds: job.projectIds };
    return rooms.jobs.open(transaction, {
      ...shared, companyRoot: company.rootPath, userEmail: caller.user.email, originalName: job.name, locale: from.locale,
      description: job.description, clientName: from.clientName, options, echo: job.echo,
    });
  });
  return jobHandle(accepted);
}

async function keepAll(files: readonly TargetedFile[]): Promise<readonly NewItem[]> {
  const items: NewItem[] = new Array<NewItem>(files.length);
  const waiting = files.entries();
  const keepNext = async () => {
    for (const [index, { folder, fileName, orderKey, spool }] of waiting) {
      const { id, sizeBytes } = await spool.keep();
      items[index] = { folder, fileName, orderKey, blobId: id, sizeBytes };
    }
  };
  await Promise.all(Array.from({ length: keepsAtOnce }, keepNext));
  return items;
}
