import type { Company } from '#accounts';
import type { Asset, Library } from '#library';
import { writeSetString } from '#rendering';
import type { WireObject } from '#wire';

import { presentAsset } from './asset.ts';

/** Assets as `Asset` of the wire; those that are asset sets with their definitions, which are looked up. */
export async function presentAssets(library: Pick<Library, 'sets'>, assets: readonly Asset[], company: Pick<Company, 'id' | 'rootPath'>): Promise<readonly WireObject[]> {
  const sets = assets.filter(({ type }) => type === 'AssetSet');
  const said = sets.length === 0 ? new Map<number, string>() : await library.sets.definitionsOf(company.id, sets.map(({ id }) => id));
  const definitions = new Map(said);
  for (const set of sets) {
    if (!said.has(set.id)) definitions.set(set.id, writeSetString(set, (await library.sets.contentsOf(company.id, set.id)).members, company.rootPath));
  }
  return assets.map((asset) => {
    const shown = presentAsset(asset, company);
    const setDefinition = definitions.get(asset.id);
    return setDefinition === undefined || setDefinition === '' ? shown : { ...shown, assetSetInfo: { setDefinition } };
  });
}
