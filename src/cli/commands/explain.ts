import type { Explanation } from '#production';
import { connectionOptions, UsageError, type Command } from '../command.ts';
import { connect } from '../client/connect.ts';
import { readResource } from '../client/resource.ts';
import { explanationLines } from '../terminal/explanation.ts';
import { fitted, readableBytes } from '../terminal/bar.ts';

/** An item as the list of its job shows it. */
type ListedItem = { readonly id: number; readonly path: string; readonly state: string; readonly source: string; readonly sizeBytes?: number };

export const explain: Command = {
  name: 'explain',
  summary: 'Shows how an asset was made, or where an item failed: options, steps with times, artifacts.',
  usage: 'ASSET | item:NUMBER | JOB-HANDLE',
  options: connectionOptions,
  async run({ words, options, screen, abilities }) {
    const [word] = words;
    if (word === undefined || words.length > 1) throw new UsageError('name one asset by name or handle, one item as item:42, or a job by its handle');
    const { connection, company } = await connect(abilities, options);
    const read = (path: string): Promise<unknown> => readResource(connection, `/companies/${encodeURIComponent(company.handle)}${path}`);
    if (word.startsWith('j|')) return listItems();
    const itemId = /^item:(\d+)$/.exec(word)?.[1];
    const found = await read(itemId === undefined ? `/assets/${encodeURIComponent(word)}/explanation` : `/items/${itemId}/explanation`);
    if (found === undefined) {
      screen.error(itemId === undefined ? `there is no asset '${word}'` : `there is no item ${itemId}, or the log of its job was deleted`);
      return 1;
    }
    const explanation = found as Explanation;
    for (const line of explanationLines(explanation, screen.columns)) screen.line(line);
    screen.event({ event: 'explanation', ...explanation });
    return 0;

    async function listItems(): Promise<number> {
      for (let page = 1, shown = 0; ; page += 1) {
        const list = await read(`/jobs/${encodeURIComponent(word!)}/items?pageSize=1000&page=${page}`) as { readonly items: readonly ListedItem[]; readonly totalItems: number } | undefined;
        if (list === undefined) {
          screen.error(`there is no job '${word}'`);
          return 1;
        }
        for (const { id, path, state, source, sizeBytes } of list.items) {
          screen.line(`${fitted(`item:${id}`, 14)} ${fitted(state, 9)} ${(sizeBytes === undefined ? source : readableBytes(sizeBytes)).padStart(9)}  ${path}`);
          screen.event({ event: 'item', id, path, state, source, ...(sizeBytes !== undefined && { sizeBytes }) });
        }
        shown += list.items.length;
        if (list.items.length === 0 || shown >= list.totalItems) return 0;
      }
    }
  },
};
