import type { Clock, PatternMatcher } from '#ports';
import type { AssetType, SetCandidate } from '#library';
import { setNameOf } from './arranging.ts';
import type { SetKind, SetRecipe } from './recipe.ts';
import { sortIds, type Place } from './sorting.ts';

/** What a recipe makes of some assets, before anybody looks at the sets that are there. */
export type SetPlan = {
  /** By the id of the set, in the order of their first members: what belongs to it. */
  readonly sets: ReadonlyMap<string, ReadonlySet<string>>;
  readonly places: ReadonlyMap<string, Place>;
  /** Assets by their ids, the stored ones of the sets included. */
  readonly assets: ReadonlyMap<string, SetCandidate>;
};

/** Types of assets that sets are made of. A media set shows films as well. */
export function memberTypes(kind: SetKind): readonly AssetType[] {
  const images: readonly AssetType[] = ['Image', 'AnimatedGif', 'Svg'];
  return kind === 'MediaSet' ? [...images, 'Video', 'MasterVideo'] : images;
}

/** Time the expressions of a recipe may take for one page of ids, and for all of them. */
const pageMs = 5_000;
const recipeMs = 60_000;

/** Sorts ids with expressions that together have a minute. */
export type Sorter = (ids: readonly string[]) => Promise<ReadonlyMap<string, Place>>;

export function openSorter(matcher: PatternMatcher, clock: Clock, recipe: SetRecipe): Sorter {
  let leftMs = recipeMs;
  return async (ids) => {
    const beganMs = clock.now().getTime();
    try {
      return await sortIds(matcher, recipe, ids, Math.max(1, Math.min(pageMs, leftMs)));
    } finally {
      leftMs -= clock.now().getTime() - beganMs;
    }
  };
}

/** Finds the sets that some assets belong to, and what else is stored that belongs to these sets.
 *  @param own What is new. @param stored All of the company, a page at a time; not read where `own` makes no set.
 *  @throws PATTERN_TOO_SLOW
 *  @source specification of production, §11 "Run" */
export async function planSets(
  sort: Sorter, recipe: SetRecipe, own: readonly SetCandidate[], stored: AsyncIterable<readonly SetCandidate[]>,
): Promise<SetPlan> {
  const sets = new Map<string, Set<string>>();
  const places = new Map<string, Place>();
  const assets = new Map<string, SetCandidate>();
  const enter = (candidates: readonly SetCandidate[], found: ReadonlyMap<string, Place>, isOwn: boolean): void => {
    for (const candidate of candidates) {
      const place = found.get(candidate.name);
      if (place === undefined) continue;
      const name = place.kind === 'none' ? '' : setNameOf(recipe, place.base);
      if (isOwn && name !== '' && !sets.has(name)) sets.set(name, new Set());
      const isWanted = isOwn || sets.has(name);
      if (!isWanted) continue;
      places.set(candidate.name, place);
      assets.set(candidate.name, candidate);
      sets.get(name)?.add(candidate.name);
    }
  };
  enter(own, await sort(own.map(({ name }) => name)), true);
  if (sets.size > 0) for await (const page of stored) enter(page, await sort(page.map(({ name }) => name)), false);
  return { sets, places, assets };
}
