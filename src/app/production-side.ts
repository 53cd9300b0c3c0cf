import { availableParallelism } from 'node:os';
import { sharedCompany, type Company } from '#accounts';
import { Failure } from '#base';
import { systemPropertySetTypes } from '#library';
import {
  archiveLimits, fetchPolicy, fetchServerFileBy, fetchUrlBy, hotFolderPolicy, openWorkshop, photoshopRules, productionLimits, readEncodingPreset,
  type ChildTask, type ProductionResult, type ProductionTask, type UnpackedPart, type UnpackResult, type UnpackTask,
} from '#production';
import { startWorker } from '#jobs';
import { openSetMaker } from '#sets';
import type { Producer } from '#ports';
import type { Ground } from './ground.ts';
import { within } from './stop-signal.ts';

/** How many files this process produces at the same time. */
export function workerCount(ground: Pick<Ground, 'settings'>): number {
  return ground.settings.optionalInteger('PREPRESS_WORKERS') ?? availableParallelism();
}

/** Who this process is to the ledger. On an embedded database there is only one, so what an earlier start held can be
 *  taken back at once; on a shared one every process has its own name and dead ones lose their leases in time. */
export function holderOf(ground: Pick<Ground, 'settings' | 'serverName'>): { readonly name: string; readonly isAlone: boolean } {
  const isAlone = ground.settings.optionalText('DATABASE_URL') === undefined;
  return { name: isAlone ? 'embedded' : `${ground.serverName}:${process.pid}`, isAlone };
}

/** Starts child processes for tasks of one kind; the entry file tells kinds apart. */
export async function openChildren<Task extends ChildTask, Answer, Part = unknown>(
  ground: Pick<Ground, 'settings' | 'log'>, count: number,
): Promise<Producer<Task, Answer, Part>> {
  const { openProductionChildren } = await import('#adapters/production-children');
  const threads = Math.max(1, Math.floor(availableParallelism() / count));
  return openProductionChildren<Task, Answer, Part>({
    entry: new URL('./production-child.ts', import.meta.url), args: [String(threads), String(productionLimits(ground.settings).pixels)], count, log: ground.log,
  });
}

/** Production of one process: children, workshop and the loop that takes tickets. */
export type ProductionSide = {
  /** Takes no further file, waits at most `patienceMs` for those in work, gives the others back, ends the children. */
  close(patienceMs: number): Promise<void>;
};

/** Starts production with as many children as the settings say; with none it does nothing. */
export async function startProduction(ground: Ground): Promise<ProductionSide> {
  const count = workerCount(ground);
  const holder = holderOf(ground);
  if (holder.isAlone) await ground.jobs.reclaimFrom(holder.name);
  if (count === 0) return { close: async () => {} };
  const limits = productionLimits(ground.settings);
  const children = await openChildren<ProductionTask | UnpackTask, unknown>(ground, count);
  const hotFolder = hotFolderPolicy(ground.settings);
  const fetches = fetchPolicy(ground.settings);
  const workshop = openWorkshop({
    ...ground, database: ground.database.database, limits, archiveLimits: archiveLimits(ground.settings),
    // Which answer belongs to which task the entry file of the children knows.
    producer: children as Producer<ProductionTask, ProductionResult>, unpacker: children as Producer<UnpackTask, UnpackResult, UnpackedPart>,
    hotFolder,
    fetchers: {
      url: fetchUrlBy(ground.outbound, fetches), serverFile: fetchServerFileBy(hotFolder, ground.clock, fetches),
    },
    companyRules: async (companyId) => {
      const company = await companyOf(ground, companyId);
      return { ...company.settings, sharedCompanyId: sharedCompany.id, photoshop: photoshopRules(ground.settings, company.settings) };
    },
    async encodingPresets(companyId, ids) {
      const sets = await ground.library.propertySets.byIds(ids);
      return sets
        .filter(({ typeId, owner }) => typeId === systemPropertySetTypes.encodingPreset && [companyId, sharedCompany.id].includes(owner.companyId ?? 0))
        .map(({ id, properties }) => readEncodingPreset(Object.fromEntries(properties.map(({ name, value }) => [name, value])), `ps|${id}`));
    },
  });
  const { openPatternThread } = await import('#adapters/pattern-thread');
  const matcher = openPatternThread();
  const worker = await startWorker({
    // One more than there are children: while one file is judged or published, no child waits for the next.
    jobs: ground.jobs, queue: ground.queue, slots: count + 1, holder: holder.name,
    perform: workshop.perform,
    performClosing: {
      autoSets: openSetMaker({
        ...ground, database: ground.database.database, matcher,
        companyRules: async (companyId) => {
          const company = await companyOf(ground, companyId);
          return { rootPath: company.rootPath, retainPublishState: company.settings.retainPublishState };
        },
      }),
    },
    log: ground.log, clock: ground.clock,
    leaseMs: ground.settings.integer('PREPRESS_JOB_LEASE_SECONDS') * 1000,
  });
  return {
    async close(patienceMs) {
      if (!(await within(patienceMs, worker.close()))) {
        worker.abort();
        await worker.close();
      }
      await matcher.close();
      await children.close();
    },
  };
}

async function companyOf(ground: Ground, companyId: number): Promise<Company> {
  const company = await ground.accounts.companyById(companyId);
  if (company === undefined) throw new Failure('INVALID_COMPANY');
  return company;
}
