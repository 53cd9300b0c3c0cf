import { Failure } from '#base';
import { jobKinds, type LeasedItem, type Listing, type NewLine } from '#jobs';
import { logFileTypeOf, type PublicationBatch } from '#library';
import type { Hands, WorkshopOptions } from './workbench.ts';

/** Assets published in one transaction: a job that is stopped ends between two of them. */
const assetsTogether = 200;

/** Publishes and withdraws what is due in a context, some at a time, with a line each. Whoever is interrupted goes on where the
 *  last transaction ended.
 *  @source specification of assets, §6; of job tracking, §4 "transfer*Count" */
export async function publishDue(
  workshop: WorkshopOptions, leased: LeasedItem, { context, isFull }: Extract<Listing, { readonly kind: 'publication' }>, hands: Hands,
): Promise<void> {
  const { job } = leased;
  const request = { companyId: job.companyId, context, isFull, startedAt: job.startedAt };
  const expected = await workshop.library.countPublication(request);
  let done = 0;
  for (let isMore = true; isMore;) {
    if (hands.signal.aborted) throw new Failure('STOPPED');
    isMore = await workshop.database.transaction().execute(async (transaction) => {
      const batch = await workshop.library.publishBatch(transaction, { ...request, most: assetsTogether });
      const ended = endingsOf(leased, batch);
      done += ended.length;
      const { isStopping } = ended.length === 0 ? { isStopping: true } : await workshop.jobs.addEnded(transaction, leased, ended);
      if (isStopping) await workshop.jobs.finishItem(transaction, leased, 'unpacked', []);
      return !isStopping;
    });
    hands.progress(Math.min(1, done / Math.max(1, expected.published + expected.withdrawn)));
  }
}

function endingsOf(leased: LeasedItem, { published, withdrawn }: PublicationBatch) {
  const context = jobKinds[leased.job.kind].context ?? 'ImageServing';
  const cleanup = context === 'ImageServing' ? 'ImageServingPublishCleanup' : `${context}PublishSuccess` as const;
  const told = (assets: PublicationBatch['published'], type: NewLine['type'], key: 'log.published' | 'log.withdrawn') =>
    assets.map(({ id, name, type: assetType, folder, fileName }) => ({
      outcome: 'success' as const,
      lines: [{ type, key, params: { path: folder + fileName }, asset: { id, name, fileType: logFileTypeOf(assetType) } }],
    }));
  return [...told(published, `${context}PublishSuccess`, 'log.published'), ...told(withdrawn, cleanup, 'log.withdrawn')];
}
