import { sql, type Insertable } from 'kysely';
import type { Transaction } from '#ports';
import { tablesOf, type JobRow, type JobTables } from './tables.ts';

/** Adds a job under a name no other active job of its company has: its own, else with the date, else with a number.
 *  Two processes that want one name take turns: the second waits for the first to commit, then tries the next name.
 *  @source specification of job tracking, §1.1 "name" */
export async function insertUnderFreeName(
  transaction: Transaction, job: Omit<Insertable<JobTables['job']>, 'name'>,
): Promise<JobRow> {
  for await (const name of candidates(transaction, job)) {
    const row = await tablesOf(transaction).insertInto('job').values({ ...job, name })
      .onConflict((conflict) => conflict.columns(['company_id', 'name']).where('state', '<>', 'ended').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row !== undefined) return row;
  }
  throw new Error('Expected a free job name but the candidates ran out');
}

async function* candidates(
  transaction: Transaction,
  job: { readonly company_id: number; readonly original_name: string; readonly started_at: Date | string },
): AsyncIterable<string> {
  yield job.original_name;
  const dated = `${job.original_name}_${stamp(new Date(job.started_at))}`;
  const { count } = await tablesOf(transaction).selectFrom('job')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('company_id', '=', job.company_id)
    .where('original_name', '=', job.original_name)
    .where(sql<boolean>`starts_with(name, ${dated})`)
    .where('state', '<>', 'ended')
    .executeTakeFirstOrThrow();
  for (let number = Number(count) + 1; ; number += 1) yield number === 1 ? dated : `${dated}-${number}`;
}

/** `yyyy-MM-dd-HH:mm:ss`, in UTC like every date on the wire. */
function stamp(at: Date): string {
  return at.toISOString().slice(0, 19).replace('T', '-');
}
