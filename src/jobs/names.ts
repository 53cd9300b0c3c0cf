import { sql, type Insertable } from 'kysely';
import type { Transaction } from '#ports';
import { tablesOf, type JobRow, type JobTables } from './tables.ts';

/** Adds a job under a name no other active job of its company has: the one it wants, else with the date, else with a number.
 *  Two processes that want one name take turns: the second waits for the first to commit, then tries the next name.
 *  @source specification of job tracking, §1.1 "name" */
export async function insertUnderFreeName(
  transaction: Transaction, { wanted_name: wanted, ...job }: Omit<Insertable<JobTables['job']>, 'name'> & { readonly wanted_name: string },
): Promise<JobRow> {
  for await (const name of candidates(transaction, job, wanted)) {
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
  job: { readonly company_id: number; readonly started_at: Date | string },
  wanted: string,
): AsyncIterable<string> {
  yield wanted;
  const dated = `${wanted}_${stamp(new Date(job.started_at))}`;
  const { count } = await tablesOf(transaction).selectFrom('job')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('company_id', '=', job.company_id)
    .where(sql<boolean>`starts_with(name, ${dated})`)
    .where('state', '<>', 'ended')
    .executeTakeFirstOrThrow();
  for (let number = Number(count) + 1; ; number += 1) yield number === 1 ? dated : `${dated}-${number}`;
}

/** `yyyy-MM-dd-HH:mm:ss`, in UTC like every date on the wire. */
function stamp(at: Date): string {
  return at.toISOString().slice(0, 19).replace('T', '-');
}
