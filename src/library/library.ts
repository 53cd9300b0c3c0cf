import { sql } from 'kysely';
import type { Log } from '#base';
import type { Clock, Database, Transaction } from '#ports';
import { referencedBlobs } from './blobs.ts';
import { selectComposed, selectContainers } from './containers.ts';
import { publishDerivation, selectGenerations, selectMembers } from './derivations.ts';
import { ensureFolder, selectFolders, treeOf } from './folders.ts';
import { Moment } from './moment.ts';
import { changeMetadata, selectPacket } from './metadata.ts';
import { cleanFolderPath, parentOf } from './names.ts';
import { changeImageMaps, selectSearchLines } from './page-content.ts';
import { forecastPlacement } from './placing.ts';
import { openSets } from './sets/sets.ts';
import { openPropertySets } from './property-sets/property-sets.ts';
import { changeProjectAssets, deleteProject, insertProject, renameProject, selectProjects } from './projects.ts';
import { countPublication, markAssets, publishBatch, republish, selectPublications } from './publications.ts';
import { publishAssets } from './publishing.ts';
import { anyOf, requireAsset, selectAssets, selectWithOriginals } from './reading.ts';
import { reprocessAsset } from './reprocessing.ts';
import { searchAssets, typeConditions } from './search.ts';
import { selectServable, selectServableContent, selectServables } from './servable.ts';
import { destroyTrashed, forgetDestroyed, restoreAsset, takeTrashWarnings, trashAsset } from './trash.ts';
import type { Asset, Folder, Library, Publication, PublishOutcome } from './types.ts';

export type LibraryOptions = {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** `PREPRESS_TRASH_DAYS`; default 7. */
  readonly trashDays?: number;
  /** `PREPRESS_PUBLISH_INSTANT`; default true. */
  readonly isInstant?: boolean;
  /** Named in the history of publications. */
  readonly serverName?: string;
};

const dayMs = 86_400_000;
/** How old an answer to delivery may be when another process changed the asset. */
const servableKeepMs = 1000;
const servableMost = 20_000;

/** Opens the library: it keeps no connection of its own, nothing needs closing. */
export function openLibrary(options: LibraryOptions): Library {
  const { database, clock, log } = options;
  const { isInstant = true, serverName = 'prepress' } = options;
  const trashMs = (options.trashDays ?? 7) * dayMs;
  const images = new Moment<Asset | undefined>(clock, servableKeepMs, servableMost);
  const contents = new Moment<Asset | undefined>(clock, servableKeepMs, servableMost);
  const forgetNamed = (companyId: number, names: readonly string[]): void => {
    for (const name of names) images.forget(`${companyId}/${name}`);
    contents.forget(String(companyId));
  };
  const forget = (asset: Pick<Asset, 'companyId' | 'name'>): void => forgetNamed(asset.companyId, [asset.name]);
  const setPublishStates: Library['setPublishStates'] = async (companyId, assetIds, isReady, userEmail) => {
    const changed = await database.transaction().execute((transaction) => markAssets(transaction, companyId, assetIds, isReady, userEmail, clock.now()));
    forgetNamed(companyId, changed.map(({ name }) => name));
    return changed.map(({ id }) => id);
  };

  return {
    propertySets: openPropertySets(database, clock),
    sets: openSets(database, clock, forget),
    judge: (placement) => forecastPlacement(database, placement),
    async publish(transaction, publication) {
      const [outcome] = await publishAll(transaction, [publication]);
      return outcome!;
    },
    publishAll,

    async reprocess(transaction, made) {
      const outcome = await reprocessAsset(transaction, made, clock.now());
      if (outcome.kind === 'reprocessed') forget(outcome.asset);
      return outcome;
    },
    async publishDerivation(transaction, derivation) {
      const outcomes = await publishDerivation(transaction, derivation, clock.now());
      for (const { asset } of outcomes) forget(asset);
      return outcomes;
    },
    generations: (companyId, of) => selectGenerations(database, companyId, of),
    membersOf: (companyId, containerId) => selectMembers(database, companyId, containerId),
    containersOf: (companyId, memberId) => selectContainers(database, companyId, memberId),
    composedWith: (companyId, texts) => selectComposed(database, companyId, texts),
    withOriginals: (companyId, types) => selectWithOriginals(database, companyId, types),

    async assetsByIds(companyId, ids) {
      const found = await selectAssets(database, sql`company_id = ${companyId} and id = ${anyOf(ids, 'bigint')}`);
      const byId = new Map(found.map((asset) => [asset.id, asset]));
      return [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
    },
    assetsByNames: (companyId, names, filter = {}) => selectAssets(database, sql.join([
      sql`company_id = ${companyId}`, sql`name = ${anyOf(names, 'text')}`, sql`trash_state = 'NotInTrash'`,
      ...typeConditions(filter)], sql` and `), sql`order by name, id`),
    search: (criteria) => searchAssets(database, criteria),
    servable: (companyId, name) => images.get(`${companyId}/${name}`, `${companyId}/${name}`,
      () => selectServable(database, companyId, name, isInstant)),
    servables: (companyId, names) => selectServables(database, companyId, names, isInstant),
    servableContent: (companyId, path) => contents.get(String(companyId), `${companyId}/${path}`,
      () => selectServableContent(database, companyId, path, isInstant)),

    isInstant,
    setPublishStates,
    async setPublishState(companyId, assetId, isReady, userEmail) {
      await requireAsset(database, companyId, assetId);
      await setPublishStates(companyId, [assetId], isReady, userEmail);
    },
    async publishBatch(transaction, request) {
      const batch = await publishBatch(transaction, { ...request, serverName }, clock.now());
      forgetNamed(request.companyId, [...batch.published, ...batch.withdrawn].map(({ name }) => name));
      return batch;
    },
    forgetShown: forgetNamed,
    countPublication: (request) => countPublication(database, request),
    publicationsOf: (companyId, assetId) => selectPublications(database, companyId, assetId, { isInstant, serverName }),
    async republish(companyId, assetIds) {
      const marked = await database.transaction().execute((transaction) => republish(transaction, companyId, assetIds, isInstant, clock.now()));
      forgetNamed(companyId, marked.map(({ name }) => name));
      return marked.map(({ id }) => id);
    },
    takeTrashWarnings(transaction, withinDays) {
      const now = clock.now();
      return takeTrashWarnings(transaction, new Date(now.getTime() - trashMs + withinDays * dayMs), trashMs, now);
    },
    async setUrlModifiers(companyId, assetId, change, userEmail) {
      forget(await database.transaction().execute(async (transaction) => {
        const asset = await requireAsset(transaction, companyId, assetId, sql`for update`);
        const { urlModifier = asset.urlModifier, urlPostApplyModifier = asset.urlPostApplyModifier } = change;
        if (urlModifier === asset.urlModifier && urlPostApplyModifier === asset.urlPostApplyModifier) return asset;
        await sql`update asset set url_modifier = ${urlModifier}, url_post_modifier = ${urlPostApplyModifier},
          modified_at = ${clock.now()}, modified_by = ${userEmail}, version = version + 1 where id = ${assetId}`.execute(transaction);
        return asset;
      }));
    },
    async changeImageMaps(companyId, assetId, change, userEmail) {
      const asset = await changeImageMaps(database, companyId, assetId, change, userEmail, clock.now());
      forget(asset);
      return asset.imageMaps ?? [];
    },
    searchLinesOf: (companyId, assetId) => selectSearchLines(database, companyId, assetId),
    packetOf: (companyId, assetId) => selectPacket(database, companyId, assetId),
    async changeMetadata(companyId, assetId, change, userEmail) {
      forget(await changeMetadata(database, companyId, assetId, change, userEmail, clock.now()));
    },
    async trash(companyId, assetId, userEmail) {
      forget(await trashAsset(database, companyId, assetId, userEmail, clock.now()));
    },
    async restore(companyId, assetId, userEmail) {
      forget(await restoreAsset(database, companyId, assetId, userEmail, clock.now()));
    },
    emptyTrash: (companyId, assetIds) =>
      destroyTrashed(database, { companyId, ...(assetIds && { assetIds }) }, clock.now()),
    async sweep() {
      const now = clock.now();
      const until = new Date(now.getTime() - trashMs);
      const forgotten = await forgetDestroyed(database, until);
      const destroyed = (await destroyTrashed(database, { trashedUntil: until }, now)).length;
      if (destroyed + forgotten > 0) log.info('library.swept', { destroyed, forgotten });
      return { destroyed, forgotten };
    },

    async createFolder(companyId, rootPath, path) {
      const clean = cleanFolderPath(rootPath, path);
      await database.transaction().execute((transaction) => ensureFolder(transaction, companyId, clean, clock.now()));
      const [folder] = await selectFolders(database, companyId, clean);
      if (!folder) throw new Error(`folder ${clean} vanished while it was made`);
      return folder;
    },
    folderTree: async (companyId, path, depth) => treeOf(await foldersOf(companyId, path), depth),
    folders: foldersOf,

    projects: (companyId) => selectProjects(database, companyId),
    projectsByNames: (companyId, names) => selectProjects(database, companyId, names),
    renameProject: (companyId, projectId, name) => renameProject(database, companyId, projectId, name),
    deleteProject: (companyId, projectId) => deleteProject(database, companyId, projectId),
    changeProjectAssets: (companyId, projectId, change, assetIds) => changeProjectAssets(database, companyId, projectId, change, assetIds),
    createProject: (companyId, name) => insertProject(database, companyId, name, clock.now()),

    referencedBlobs: () => referencedBlobs(database),
  };

  async function publishAll(transaction: Transaction, publications: readonly Publication[]): Promise<readonly PublishOutcome[]> {
    const outcomes = await publishAssets(transaction, publications, clock.now());
    for (const { kind, asset } of outcomes) if (kind !== 'skipped') forget(asset);
    return outcomes;
  }

  async function foldersOf(companyId: number, path: string): Promise<readonly Folder[]> {
    const found = await selectFolders(database, companyId, path);
    if (found.length > 0 || parentOf(path) !== null) return found;
    const any = await sql`select 1 from folder where company_id = ${companyId} limit 1`.execute(database);
    if (any.rows.length > 0) return [];
    await ensureFolder(database, companyId, path, clock.now());
    return selectFolders(database, companyId, path);
  }
}
