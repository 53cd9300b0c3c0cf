import type { Item, LeasedItem, Origin } from '#jobs';
import type { StoredFile } from '#library';
import type { Spool } from '#ports';
import type { FetchFrom } from './fetchers.ts';
import type { Hands, Workbench } from './workbench.ts';

/** An item that becomes an asset of its own. */
export type UploadItem = Extract<Item, { readonly blobId: string } | { readonly origin: Origin }>;

/** Share of an item's progress that fetching is. */
const fetchingShare = 0.5;

/** The file an upload is made of: the one that is here, else its origin's. What was fetched stands in the ledger, so that
 *  another try finds it. Waiting for others' servers takes no place from files that are here.
 *  @throws what fetching throws; LEASE_LOST */
export async function originalOf(
  workshop: Workbench, leased: LeasedItem, item: UploadItem, hands: Hands,
): Promise<{ readonly original: StoredFile; readonly hands: Hands }> {
  if ('blobId' in item) return { original: item, hands };
  hands.makeRoom();
  const spool = await workshop.blobs.spool();
  try {
    await fetchInto(workshop.fetchers, item.origin, spool, { signal: hands.signal, progress: (share) => hands.progress(share * fetchingShare) });
    const { id, sizeBytes } = await spool.keep();
    await workshop.jobs.keepFetched(leased, { blobId: id, sizeBytes });
    return {
      original: { blobId: id, sizeBytes },
      hands: { ...hands, progress: (done) => hands.progress(fetchingShare + done * (1 - fetchingShare)) },
    };
  } finally {
    await spool.discard();
  }
}

function fetchInto<Kind extends Origin['kind']>(
  fetchers: { readonly [Each in Kind]: FetchFrom<Each> }, origin: Extract<Origin, { readonly kind: Kind }>, spool: Spool, hands: Pick<Hands, 'signal' | 'progress'>,
): Promise<void> {
  return fetchers[origin.kind as Kind](origin, spool, hands);
}
