import type { Step } from '../plan.ts';
import type { Context } from './context.ts';

/** Adds the catalog that holds the pages in their order. @source specification of production, §9.4 */
export function catalog(context: Context, { name, members }: Extract<Step, { kind: 'catalog' }>): Promise<void> {
  context.derived.push({ part: 'catalog', name, extension: 'pdf', type: 'Catalog', artifacts: [], members, warnings: [] });
  return Promise.resolve();
}
