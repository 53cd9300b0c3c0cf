import type { Company } from '#accounts';
import type { Asset, Generation, Library } from '#library';
import type { WireObject } from '#wire';
import { presentAsset } from './asset.ts';

/** Who was made of whom, as `GenerationInfo` of the wire, in the order of what was made.
 *  @source specification of assets, §8 */
export async function presentGenerations(
  library: Pick<Library, 'assetsByIds'>, company: Company, generations: readonly Generation[],
): Promise<readonly WireObject[]> {
  const ids = [...new Set(generations.flatMap(({ originatorId, generatedId }) => [originatorId, generatedId]))];
  const assets = new Map<number, Asset>((ids.length === 0 ? [] : await library.assetsByIds(company.id, ids)).map((asset) => [asset.id, asset]));
  return generations.flatMap(({ engine, originatorId, generatedId }): readonly WireObject[] => {
    const [originator, generated] = [assets.get(originatorId), assets.get(generatedId)];
    // One that was destroyed between the two questions is gone.
    return originator && generated ? [{ engine, originator: presentAsset(originator, company), generated: presentAsset(generated, company) }] : [];
  });
}
