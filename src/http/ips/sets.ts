import { Failure } from '#base';
import { cleanFolderPath, isShownAsImage, setTypes, type Asset, type SetMember } from '#library';
import { parseSetString, type SetNode } from '#rendering';
import { parseAssetHandle, type WireObject } from '#wire';

import { invalid, neededTextOf, objectsOf, textOf } from './arguments.ts';
import type { OperationContext } from './operation.ts';
import { assetOf, companyOf } from './subjects.ts';

/** The set a handle means. @throws as `assetOf`; INVALID_PARAMETER for an asset that has no members */
export async function setOf(context: OperationContext, input: WireObject): Promise<Asset> {
  const handle = neededTextOf(input, 'assetHandle');
  const asset = await assetOf(context, handle);
  if (!(setTypes as readonly string[]).includes(asset.type) || asset.trashState !== 'NotInTrash') throw invalid('assetHandle', 'the handle of a set', `${handle} (${asset.type})`);
  return asset;
}

/** The asset set a handle means, whose definition may be said. @throws as `setOf` */
export async function assetSetOf(context: OperationContext, input: WireObject): Promise<Asset> {
  const set = await setOf(context, input);
  if (set.type !== 'AssetSet') throw invalid('assetHandle', 'the handle of an asset set', `a|${set.id} (${set.type})`);
  return set;
}

/** Where a new set goes. @throws MISSING_PARAMETER, INVALID_PARAMETER */
export function setFolderOf(context: OperationContext, input: WireObject): string {
  return cleanFolderPath(companyOf(context).rootPath, neededTextOf(input, 'folderHandle').replace(/^f\|/, ''));
}

/** The asset that stands for a set in lists; undefined when none is named. @throws NOT_FOUND */
export async function thumbOf(context: OperationContext, input: WireObject): Promise<{ readonly thumbAssetId?: number }> {
  const handle = textOf(input, 'thumbAssetHandle');
  return handle === undefined ? {} : { thumbAssetId: (await assetOf(context, handle, 'thumbAssetHandle')).id };
}

/** Members in the order they were named. @throws NOT_FOUND for what is not there, or in the trash; INVALID_PARAMETER for what no set can show */
export async function membersIn(context: OperationContext, input: WireObject): Promise<readonly SetMember[]> {
  const wanted = objectsOf(input, 'memberArray').map((member) => {
    const handle = neededTextOf(member, 'assetHandle');
    return { handle, id: parseAssetHandle(handle), isPageReset: member['pageReset'] === true };
  });
  const ids = wanted.flatMap(({ id }) => id ?? []);
  const found = await context.rooms.library.assetsByIds(companyOf(context).id, ids);
  const assets = new Map(found.filter(({ trashState }) => trashState === 'NotInTrash').map((asset) => [asset.id, asset]));
  return wanted.map(({ handle, id, isPageReset }) => {
    const asset = id === undefined ? undefined : assets.get(id);
    if (asset === undefined) throw new Failure('NOT_FOUND', { name: 'memberArray/items/assetHandle', handle });
    if (!isShownAsImage(asset.type)) throw invalid('memberArray/items/assetHandle', 'assets that are shown', `${handle} (${asset.type})`);
    return { assetId: asset.id, ...(isPageReset && { isPageReset }) };
  });
}

const longestDefinition = 60_000;

/** A definition with the assets of the company that it names: its members, as far as they exist.
 *  @throws INVALID_PARAMETER for a text that is too long or names nothing */
export async function definitionIn(context: OperationContext, definition: string): Promise<{ readonly definition: string; readonly members: readonly SetMember[] }> {
  if (definition.length > longestDefinition) throw invalid('setDefinition', `at most ${longestDefinition} characters`, `${definition.length} characters`);
  const named = namedIn(definition);
  if (named.length === 0) throw invalid('setDefinition', 'a set string such as Co/a,Co/b', definition.slice(0, 200));
  const { id, rootPath } = companyOf(context);
  const names = named.map((name) => (name.startsWith(rootPath) ? name.slice(rootPath.length) : name));
  const found = new Map((await context.rooms.library.assetsByNames(id, names)).filter(({ type }) => isShownAsImage(type)).map((asset) => [asset.name, asset]));
  return { definition, members: [...new Set(names)].flatMap((name) => found.get(name) ?? []).map((asset) => ({ assetId: asset.id })) };
}

/** Names of records in a set string, sets within it and swatches included. */
function namedIn(text: string, depth = 0): readonly string[] {
  if (depth > 10) throw invalid('setDefinition', 'sets nested at most 10 deep', text.slice(0, 200));
  const nodes: readonly SetNode[] = parseSetString(text).flatMap((item) => [...(item[0] ?? []), ...(item[1] ?? [])]);
  return nodes.flatMap((node) => (node.kind === 'id' ? [node.id] : node.kind === 'inline' ? namedIn(node.text, depth + 1) : []));
}
