import type { MergeOutcome, PresentMember, SetMember, Sets } from '#library';
import type { Transaction } from '#ports';
import { arrange, type Arranged } from './arranging.ts';
import type { SetPlan, Sorter } from './planning.ts';
import type { SetKind, SetRecipe } from './recipe.ts';
import type { Place } from './sorting.ts';

/** How each kind of set is kept. @source specification of production, §11; of assets, §1 "subType" */
export const keptAs = {
  ImageSet: { type: 'ImageSet', subType: '' },
  SpinSet: { type: 'SpinSet', subType: '' },
  SwatchSet: { type: 'AssetSet', subType: 'SwatchSet' },
  MultiAxisSpinSet: { type: 'AssetSet', subType: 'MultiAxisSpinSet' },
  MediaSet: { type: 'AssetSet', subType: 'MediaSet' },
} as const satisfies { readonly [Kind in SetKind]: unknown };

export type MergeSubject = {
  readonly companyId: number; readonly userEmail: string; readonly readyForPublish: boolean;
  readonly preservePublishState: boolean | undefined; readonly retainPublishState: boolean;
  /** With company root; undefined: the folder of the first member. */
  readonly folder: string | undefined;
};

/** Makes or grows one set of a plan; part of the caller's transaction.
 *  @returns what became of it, and old members that a spin of two axes has no place for */
export async function mergePlanned(
  sets: Sets, transaction: Transaction, sort: Sorter, recipe: SetRecipe, plan: SetPlan, name: string, subject: MergeSubject,
): Promise<{ readonly outcome: MergeOutcome; readonly folder: string; readonly leftOut: ReadonlyMap<string, Place> }> {
  const ids = plan.sets.get(name) ?? new Set<string>();
  const first = arrange(recipe, ids, plan.places)[0]?.id ?? '';
  const folder = subject.folder ?? plan.assets.get(first)?.folder ?? '';
  const leftOut = new Map<string, Place>();
  const outcome = await sets.merge(transaction, {
    companyId: subject.companyId, folder, name, ...keptAs[recipe.kind], isReadyForPublish: subject.readyForPublish, userEmail: subject.userEmail,
    preservePublishState: subject.preservePublishState, retainPublishState: subject.retainPublishState,
    async arrange(old) {
      const { arranged, homeless } = await arrangeTogether(sort, recipe, plan, ids, old);
      for (const [id, place] of homeless) leftOut.set(id, place);
      return toMembers(arranged, plan, old);
    },
  });
  return { outcome, folder, leftOut };
}

/** New and old members together. Old ones that the recipe does not know stay behind the others; a spin of two axes has no
 *  place for them. */
export async function arrangeTogether(
  sort: Sorter, recipe: SetRecipe, plan: SetPlan, ids: ReadonlySet<string>, old: readonly PresentMember[],
): Promise<{ readonly arranged: readonly Arranged[]; readonly homeless: ReadonlyMap<string, Place> }> {
  const unknown = [...new Set(old.map(({ asset }) => asset.name))].filter((name) => !plan.places.has(name));
  const found = unknown.length === 0 ? new Map<string, Place>() : await sort(unknown);
  const places = new Map(plan.places);
  const homeless = new Map<string, Place>();
  for (const name of unknown) {
    const place = found.get(name);
    if (place?.kind === 'member') places.set(name, place);
    else if (recipe.axes) homeless.set(name, place ?? { kind: 'none', why: 'noMatch' });
    else places.set(name, { kind: 'member', base: '', match: 0, rank: recipe.order.length + 1 });
  }
  return { arranged: arrange(recipe, new Set([...old.map(({ asset }) => asset.name), ...ids]), places), homeless };
}

/** Old swatches stay where there is no new one. */
function toMembers(arranged: readonly Arranged[], plan: SetPlan, old: readonly PresentMember[]): readonly SetMember[] {
  const assetIds = new Map([...old.map(({ asset }) => [asset.name, asset.id] as const), ...[...plan.assets].map(([name, { id }]) => [name, id] as const)]);
  const oldSwatches = new Map(old.flatMap(({ asset, swatch }) => (swatch ? [[asset.name, swatch.id] as const] : [])));
  return arranged.map(({ id, swatch, row }): SetMember => {
    const swatchId = swatch === undefined ? oldSwatches.get(id) : assetIds.get(swatch);
    return { assetId: assetIds.get(id)!, ...(swatchId !== undefined && { swatchId }), ...(row !== undefined && { row }) };
  });
}
