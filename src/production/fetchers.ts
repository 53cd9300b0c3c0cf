import type { Origin, Perform } from '#jobs';
import type { Spool } from '#ports';

/** Brings the bytes of an origin into a spool, whose stream it ends.
 *  @param hands.progress  Share that has arrived, 0..1, where it can be told. */
export type FetchFrom<Kind extends Origin['kind']> = (
  origin: Extract<Origin, { readonly kind: Kind }>, spool: Spool, hands: Pick<Parameters<Perform>[1], 'signal' | 'progress'>,
) => Promise<void>;

/** How to fetch from each kind of origin. */
export type Fetchers = { readonly [Kind in Origin['kind']]: FetchFrom<Kind> };
