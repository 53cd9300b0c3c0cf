import type { Company } from '#accounts';
import type { Asset, Library } from '#library';
import { namedObjects } from '#rendering';
import { neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { presentAsset } from '../present/asset.ts';
import { itemArray } from '../present/fields.ts';
import { presentGenerations } from '../present/generation.ts';
import { assetOf, companyOf } from '../subjects.ts';

/** What an asset has to do with others: what contains it, what it contains, what its layers show, what it was made of and
 *  what was made of it. @source specification of assets, §8 */
export const getAssociatedAssets: Operation = {
  name: 'getAssociatedAssets',
  isLooking: true,
  lacking: '`ownerArray` and `derivedArray` are empty: views derived from assets cannot be created yet.',
  async handle(context, input) {
    const company = companyOf(context);
    const { library } = context.rooms;
    const asset = await assetOf(context, neededTextOf(input, 'assetHandle'));
    const [sets, composed, members, layers, generators, generated] = await Promise.all([
      library.containersOf(company.id, asset.id), composedOf(library, company, asset), library.membersOf(company.id, asset.id),
      shownBy(library, company, asset), library.generations(company.id, { generatedId: asset.id }), library.generations(company.id, { originatorId: asset.id }),
    ]);
    const { thumbAssetId } = await library.sets.contentsOf(company.id, asset.id);
    const [thumb] = thumbAssetId === undefined ? [] : await library.assetsByIds(company.id, [thumbAssetId]);
    const assets = (found: readonly Asset[]) => itemArray(found.map((one) => presentAsset(one, company)));
    return {
      containerArray: assets([...sets, ...composed]), memberArray: assets(members), layerReferenceArray: assets(layers),
      ownerArray: itemArray([]), derivedArray: itemArray([]),
      generatorArray: itemArray(await presentGenerations(library, company, generators)),
      generatedArray: itemArray(await presentGenerations(library, company, generated)),
      ...(thumb && { thumbAsset: presentAsset(thumb, company) }),
    };
  },
};

/** Templates and the like that show an asset in one of their layers. */
async function composedOf(library: Pick<Library, 'composedWith'>, company: Company, asset: Asset): Promise<readonly Asset[]> {
  const candidates = await library.composedWith(company.id, [...new Set([asset.name, encodeURIComponent(asset.name)])]);
  return candidates.filter(({ id, urlModifier }) => id !== asset.id && namesIn(urlModifier, company).includes(asset.name));
}

/** Assets that the layers of a composed asset show, in their order. */
async function shownBy(library: Pick<Library, 'assetsByNames'>, company: Company, { id, urlModifier }: Asset): Promise<readonly Asset[]> {
  const names = namesIn(urlModifier, company);
  if (names.length === 0) return [];
  const found = (await library.assetsByNames(company.id, names)).filter((one) => one.id !== id);
  return names.flatMap((name) => found.filter((one) => one.name === name));
}

/** Names of a company's own assets in a modifier: an object may begin with the company's root, or leave it out. */
function namesIn(urlModifier: string, { rootPath }: Company): readonly string[] {
  const objects = namedObjects(urlModifier).map((object) => object.replace(/^\/+/, ''));
  return [...new Set(objects.map((object) => (object.startsWith(rootPath) ? object.slice(rootPath.length) : object)))];
}
