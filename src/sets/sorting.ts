import type { PatternHit, PatternHits, PatternMatcher } from '#ports';
import type { SetRecipe } from './recipe.ts';

/** Where a recipe puts an asset, by its id. */
export type Place =
  | {
      readonly kind: 'member'; readonly base: string;
      /** Which expression of `match` it fits, from 1. */
      readonly match: number;
      /** Position of the order expression it fits, or behind them all. */
      readonly rank: number;
      readonly row?: string; readonly column?: string;
    }
  | { readonly kind: 'swatch'; readonly base: string; readonly of: string }
  | { readonly kind: 'none'; readonly why: 'noMatch' | 'noRow' | 'noColumn' | 'noImageOfSwatch' };

/** Finds the place of each id in a recipe. Expressions run where they hold up nobody.
 *  @param timeLimitMs For the expressions of one call.
 *  @throws PATTERN_TOO_SLOW */
export async function sortIds(
  matcher: PatternMatcher, recipe: SetRecipe, ids: readonly string[], timeLimitMs: number,
): Promise<ReadonlyMap<string, Place>> {
  const first = await hitsOf(matcher, recipe, ids, timeLimitMs);
  const places = new Map(ids.map((id) => [id, placeOf(recipe, id, first)]));
  const images = [...new Set(ids.flatMap((id) => {
    const image = first.swatch(id);
    return image === undefined ? [] : [image];
  }))];
  if (images.length === 0) return places;
  // A swatch belongs where its image does, whether or not that image is among the ids.
  const second = await hitsOf(matcher, { ...recipe, order: [] }, images, timeLimitMs);
  for (const id of ids) {
    const image = first.swatch(id);
    if (image === undefined) continue;
    const place = second.swatch(image) === undefined ? placeOf(recipe, image, second) : undefined;
    places.set(id, place?.kind === 'member' ? { kind: 'swatch', base: place.base, of: image } : { kind: 'none', why: 'noImageOfSwatch' });
  }
  return places;
}

type Hits = {
  readonly match: (id: string) => PatternHit | undefined;
  readonly matchNumber: (id: string) => number;
  readonly base: (id: string) => PatternHit | undefined;
  readonly row: (id: string) => string | undefined;
  readonly column: (id: string) => string | undefined;
  readonly swatch: (id: string) => string | undefined;
  readonly rank: (id: string) => number;
};

async function hitsOf(matcher: PatternMatcher, recipe: SetRecipe, ids: readonly string[], timeLimitMs: number): Promise<Hits> {
  const axes = recipe.axes ? [recipe.axes.row, recipe.axes.column] : [];
  const swatch = recipe.swatch === undefined ? [] : [recipe.swatch];
  const groups = [recipe.match, recipe.base, axes, swatch, recipe.order] as const;
  const found = (await matcher.match(groups.flat(), ids, timeLimitMs)).map((hits) => byId(hits, ids));
  let taken = 0;
  const [match, base, [row, column] = [], [ofSwatch] = [], order] = groups.map((group) => found.slice(taken, taken += group.length));
  const firstOf = (tables: readonly ReadonlyMap<string, PatternHit>[] = []) => (id: string) => tables.find((table) => table.has(id))?.get(id);
  return {
    match: firstOf(match), matchNumber: (id) => 1 + match!.findIndex((table) => table.has(id)), base: firstOf(base),
    row: (id) => groupOf(row?.get(id)), column: (id) => groupOf(column?.get(id)),
    swatch: (id) => ofSwatch?.get(id)?.[1] || undefined,
    rank: (id) => {
      const place = order!.findIndex((table) => table.has(id));
      return place === -1 ? order!.length : place;
    },
  };
}

function byId(hits: PatternHits, ids: readonly string[]): ReadonlyMap<string, PatternHit> {
  return new Map(hits.map(({ text, hit }) => [ids[text]!, hit]));
}

/** The first group, or the whole where the expression has none. */
function groupOf(hit: PatternHit | undefined): string | undefined {
  return hit && (hit[1] ?? hit[0]);
}

function placeOf(recipe: SetRecipe, id: string, hits: Hits): Place {
  const hit = hits.match(id);
  if (hit === undefined) return { kind: 'none', why: 'noMatch' };
  const base = groupOf(hits.base(id)) ?? groupOf(hit) ?? id;
  const [rank, match] = [hits.rank(id), hits.matchNumber(id)];
  if (!recipe.axes) return { kind: 'member', base, match, rank };
  const [row, column] = [hits.row(id), hits.column(id)];
  if (row === undefined) return { kind: 'none', why: 'noRow' };
  if (column === undefined) return { kind: 'none', why: 'noColumn' };
  return { kind: 'member', base, match, rank, row, column };
}
