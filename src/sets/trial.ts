import type { FailureParams, TextKey } from '#base';
import { cleanFileName, cleanFolderPath, setLimits, type Library, type SetCandidate } from '#library';
import type { Clock, PatternMatcher } from '#ports';
import { setNameOf } from './arranging.ts';
import { arrangeTogether, keptAs } from './merging.ts';
import { memberTypes, openSorter, planSets, type SetPlan } from './planning.ts';
import type { SetRecipe } from './recipe.ts';
import type { Place } from './sorting.ts';

type Words = { readonly key: TextKey; readonly params: FailureParams };

/** What a script would do, set by set and asset by asset. */
export type SetTrial = {
  readonly sets: readonly {
    readonly name: string;
    readonly folder: string;
    /** `made`: there is none yet; `changed`, `unchanged`: there is; `refused`: for a reason. */
    readonly outcome: 'made' | 'changed' | 'unchanged' | 'refused';
    readonly reason?: Words;
    /** In the order they would have. */
    readonly members: readonly {
      readonly name: string; readonly swatch?: string; readonly row?: number;
      /** `named`: one of those tried; `stored`: in the library, not in the set yet; `member`: in the set. */
      readonly from: 'named' | 'stored' | 'member';
    }[];
  }[];
  /** Each of those tried, in their order: the set it goes to, if any, and why. */
  readonly assets: readonly { readonly name: string; readonly set?: string; readonly as: 'member' | 'swatch' | 'none'; readonly reason: Words }[];
  /** More assets than could be tried. */
  readonly isCut: boolean;
};

export type TrialRooms = { readonly library: Pick<Library, 'sets'>; readonly matcher: PatternMatcher; readonly clock: Clock };

const assetsMost = 10_000;

/** Tries a script without a trace.
 *  @param names Files or ids that were to be uploaded; undefined: every asset of the company, 10,000 at most.
 *  @throws PATTERN_TOO_SLOW, INVALID_FILE_NAME */
export async function trySets(
  rooms: TrialRooms, recipe: SetRecipe, company: { readonly id: number; readonly rootPath: string }, names?: readonly string[],
): Promise<SetTrial> {
  const types = memberTypes(recipe.kind);
  const stored = () => rooms.library.sets.candidates(company.id, types);
  const own = names === undefined ? await first(stored()) : named(names, company.rootPath);
  const tried = own.slice(0, assetsMost);
  const sort = openSorter(rooms.matcher, rooms.clock, recipe);
  const plan = await planSets(sort, recipe, tried, stored());
  const sets: SetTrial['sets'][number][] = [];
  for (const name of [...plan.sets.keys()].sort()) sets.push(await trySet(rooms, sort, recipe, plan, name, company, names && new Set(tried.map((one) => one.name))));
  return { sets, assets: tried.map(({ name }) => assetOf(recipe, name, plan.places.get(name))), isCut: own.length > tried.length };
}

async function trySet(
  rooms: TrialRooms, sort: ReturnType<typeof openSorter>, recipe: SetRecipe, plan: SetPlan, name: string,
  company: { readonly id: number; readonly rootPath: string }, tried: ReadonlySet<string> | undefined,
): Promise<SetTrial['sets'][number]> {
  const ids = plan.sets.get(name) ?? new Set<string>();
  const known = await rooms.library.sets.occupantOf(company.id, name);
  const kept = keptAs[recipe.kind];
  const isInTrash = known !== undefined && known.trashState !== 'NotInTrash';
  const isSame = known?.type === kept.type && known.subType === kept.subType && !isInTrash;
  const old = known && isSame ? (await rooms.library.sets.contentsOf(company.id, known.id)).members : [];
  const { arranged } = await arrangeTogether(sort, recipe, plan, ids, old);
  const inside = new Set(old.map(({ asset }) => asset.name));
  const members = arranged.map(({ id, swatch, row }) => ({
    name: id, ...(swatch !== undefined && { swatch }), ...(row !== undefined && { row }),
    from: inside.has(id) ? 'member' as const : tried?.has(id) ? 'named' as const : 'stored' as const,
  }));
  const reason: Words | undefined = known && !isSame ? { key: isInTrash ? 'sets.nameInTrash' : 'sets.nameTaken', params: { type: known.type } }
    : members.length < 2 ? { key: 'sets.tooFew', params: {} }
      : members.length > setLimits.members ? { key: 'sets.tooMany', params: { count: members.length } } : undefined;
  const isUnchanged = old.length === members.length && old.every(({ asset, swatch, row }, index) => {
    const member = members[index]!;
    return asset.name === member.name && (member.swatch ?? swatch?.name) === swatch?.name && row === member.row;
  });
  const folder = known?.folder ?? (recipe.destFolder === undefined ? plan.assets.get(arranged[0]?.id ?? '')?.folder ?? company.rootPath : cleanFolderPath(company.rootPath, recipe.destFolder));
  return { name, folder, outcome: reason ? 'refused' : !known ? 'made' : isUnchanged ? 'unchanged' : 'changed', ...(reason && { reason }), members };
}

function assetOf(recipe: SetRecipe, name: string, place: Place | undefined): SetTrial['assets'][number] {
  switch (place?.kind) {
    case 'member': return { name, set: setNameOf(recipe, place.base), as: 'member', reason: { key: 'sets.fits', params: { match: place.match, base: place.base } } };
    case 'swatch': return { name, set: setNameOf(recipe, place.base), as: 'swatch', reason: { key: 'sets.isSwatchOf', params: { image: place.of } } };
    case 'none': return { name, as: 'none', reason: { key: `sets.${place.why}`, params: {} } };
    case undefined: return { name, as: 'none', reason: { key: 'sets.noMatch', params: {} } };
  }
}

/** Ids of files that are not there yet. */
function named(names: readonly string[], folder: string): readonly SetCandidate[] {
  const ids = new Set(names.map((name) => cleanFileName(name).name));
  return [...ids].map((name, index) => ({ id: -1 - index, name, folder }));
}

async function first(pages: AsyncIterable<readonly SetCandidate[]>): Promise<readonly SetCandidate[]> {
  const found: SetCandidate[] = [];
  for await (const page of pages) {
    found.push(...page);
    if (found.length > assetsMost) break;
  }
  return found;
}
