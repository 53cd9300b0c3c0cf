import { cleanName } from '#library';
import { compareNatural } from './natural.ts';
import type { SetRecipe } from './recipe.ts';
import type { Place } from './sorting.ts';

/** A member of a set in its place. */
export type Arranged = { readonly id: string; readonly swatch?: string; /** Counted from 0. */ readonly row?: number };

/** The id of the set that a base name makes; empty when nothing usable is left of it. */
export function setNameOf(recipe: Pick<SetRecipe, 'prefix' | 'suffix'>, base: string): string {
  return cleanName(`${recipe.prefix}${base}${recipe.suffix}`);
}

/** Brings members into their order: by row and column in a spin of two axes, else by the order of the recipe; then as people
 *  count. Swatches go to their images; those whose image is no member are left out.
 *  @param ids Of assets of one set, each once. */
export function arrange(recipe: SetRecipe, ids: Iterable<string>, places: ReadonlyMap<string, Place>): readonly Arranged[] {
  const members: { readonly id: string; readonly place: Extract<Place, { kind: 'member' }> }[] = [];
  const swatches = new Map<string, string>();
  for (const id of ids) {
    const place = places.get(id);
    if (place?.kind === 'member') members.push({ id, place });
    // Of several swatches of an image the first in order counts.
    if (place?.kind === 'swatch' && (!swatches.has(place.of) || compareNatural(id, swatches.get(place.of)!) < 0)) swatches.set(place.of, id);
  }
  const rows = [...new Set(members.map(({ place }) => place.row ?? ''))].sort(compareNatural);
  members.sort((one, other) => compareNatural(one.place.row ?? '', other.place.row ?? '')
    || compareNatural(one.place.column ?? '', other.place.column ?? '')
    || one.place.rank - other.place.rank || compareNatural(one.id, other.id));
  return members.map(({ id, place }) => {
    const swatch = swatches.get(id);
    return { id, ...(swatch !== undefined && { swatch }), ...(recipe.axes && { row: rows.indexOf(place.row ?? '') }) };
  });
}
