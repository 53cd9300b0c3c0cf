import { gather, type Json } from '#base';
import type { Jobs, ItemEnding, LeasedItem, NewLine } from '#jobs';
import type { Library, Publication } from '#library';
import type { Database, Transaction } from '#ports';
import { publishedEnding, type Ending } from './lines.ts';
import type { ProductionResult } from './types.ts';

/** What an item came to: an asset to be published, or an end without one. */
export type Finished =
  | {
      readonly kind: 'made'; readonly publication: Publication; readonly made: Extract<ProductionResult, { kind: 'made' }>;
      /** Publishes what was made beside the asset. @returns its lines. */
      readonly publishBeside?: (transaction: Transaction, originator: { readonly id: number; readonly isReplaced: boolean }) => Promise<readonly NewLine[]>;
    }
  | { readonly kind: 'ended'; readonly ending: Ending; readonly plan?: Json | undefined };

/** Publishes and finishes one item; resolves when both are committed. */
export type FinishItem = (finished: Finished) => Promise<void>;

/** Measured: a transaction for one item costs about 3 ms of two processes, one for five hardly more (2026-11). */
const itemsTogether = 16;
/** Two children that make small pictures come to an end every 10 to 20 ms. */
const companyMs = 25;

type Rooms = {
  readonly jobs: Pick<Jobs, 'finishItems'>; readonly library: Pick<Library, 'publishAll'>; readonly database: Database;
};
type OnItsWay = { readonly leased: LeasedItem; readonly finished: Finished };
type Lane = { inProduction: number; inHand: number; readonly finish: (item: OnItsWay) => Promise<void> };

/** Lets items of one job share the transaction that finishes them. An item waits for company only while others of its
 *  job are in production, and for none if the group fails. */
export function openFinishing(rooms: Rooms): { begin(leased: LeasedItem): Disposable & { readonly finish: FinishItem } } {
  const lanes = new Map<number, Lane>();

  function openLane(jobId: number): Lane {
    const lane: Lane = {
      inProduction: 0, inHand: 0,
      finish: gather({
        together: (items) => finishTogether(rooms, jobId, items),
        most: itemsTogether, waitMs: companyMs, isMoreComing: () => lane.inProduction > 0,
      }),
    };
    lanes.set(jobId, lane);
    return lane;
  }

  return {
    begin(leased) {
      const lane = lanes.get(leased.job.id) ?? openLane(leased.job.id);
      let isProduced = false;
      lane.inHand += 1;
      lane.inProduction += 1;
      const leaveProduction = (): void => {
        if (!isProduced) lane.inProduction -= 1;
        isProduced = true;
      };
      return {
        finish(finished) {
          leaveProduction();
          return lane.finish({ leased, finished });
        },
        [Symbol.dispose]() {
          leaveProduction();
          lane.inHand -= 1;
          if (lane.inHand === 0) lanes.delete(leased.job.id);
        },
      };
    },
  };
}

async function finishTogether(rooms: Rooms, jobId: number, items: readonly OnItsWay[]): Promise<void> {
  await rooms.database.transaction().execute(async (transaction) => {
    const made = items.flatMap(({ leased, finished }) => (finished.kind === 'made' ? [{ leased, ...finished }] : []));
    const outcomes = made.length === 0 ? [] : await rooms.library.publishAll(transaction, made.map(({ publication }) => publication));
    const published: ItemEnding[] = [];
    for (const [index, { leased, made: result, publishBeside }] of made.entries()) {
      const outcome = outcomes[index]!;
      const ending = publishedEnding(pathOf(leased), outcome, result);
      const beside = outcome.kind === 'skipped' ? []
        : await publishBeside?.(transaction, { id: outcome.asset.id, isReplaced: outcome.kind === 'replaced' }) ?? [];
      published.push({ leased, plan: result.plan, ...ending, lines: [...ending.lines, ...beside] });
    }
    const ended = items.flatMap(({ leased, finished }): readonly ItemEnding[] => (
      finished.kind === 'ended' ? [{ leased, plan: finished.plan, ...finished.ending }] : []));
    await rooms.jobs.finishItems(transaction, jobId, [...published, ...ended]);
  });
}

function pathOf({ item }: LeasedItem): string {
  return item.folder + item.fileName;
}
