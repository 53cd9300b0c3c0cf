import type { Transaction } from '#ports';
import { openJob } from './intake.ts';
import { finishedWell, type Ledger, type LockedJob } from './ledger.ts';
import { tablesOf } from './tables.ts';
import type { Followers } from './types.ts';

/** Opens the jobs that follow on one, in the transaction that ends it.
 *  @source specification of job tracking, §7 "postJobOnlyIfFiles" */
export async function openFollowers(ledger: Ledger, transaction: Transaction, ended: LockedJob): Promise<void> {
  const row = await tablesOf(transaction).selectFrom('job').selectAll()
    .where('id', '=', ended.id).where('followers', 'is not', null).executeTakeFirst();
  if (row === undefined) return;
  const { isOnlyIfFiles, jobs } = row.followers as Followers;
  if (isOnlyIfFiles && finishedWell(ended) === 0) return;
  for (const { kind, options, echo, items } of jobs) {
    await openJob(ledger, transaction, {
      kind, options, echo, items, companyId: Number(row.company_id), companyRoot: row.company_root, userId: Number(row.user_id),
      userEmail: row.user_email, originalName: row.original_name, name: `Pub_${row.original_name}`, initiatorName: row.name,
      locale: row.locale, description: row.description, clientName: row.client_name, clientAddress: row.client_address,
      isInputClosed: true,
    });
  }
}
