import { Failure } from '#base';
import type { NewItem } from '#jobs';
import { itemOfAsset } from '#production';
import { parseAssetHandle, type WireObject } from '#wire';

import { textsOf } from '../arguments.ts';
import type { OperationContext } from '../operation.ts';
import { companyOf } from '../subjects.ts';

/** One item an asset, in the order of the handles.
 *  @param array  Name of the field that holds the handles.
 *  @param path  Where it stands, for the names in faults.
 *  @throws MISSING_PARAMETER; NOT_FOUND for a handle that means no asset of the company outside of the trash */
export async function itemsOfHandles(context: OperationContext, job: WireObject, array: string, path: string): Promise<readonly NewItem[]> {
  const name = `${path}.${array}`;
  const handles = textsOf(job, array);
  if (handles === undefined) throw new Failure('MISSING_PARAMETER', { name });
  const ids = handles.map((handle) => parseAssetHandle(handle));
  const assets = await context.rooms.library.assetsByIds(companyOf(context).id, ids.filter((id) => id !== undefined));
  const known = new Set(assets.filter(({ trashState }) => trashState === 'NotInTrash').map(({ id }) => id));
  const unknown = handles.find((_, index) => !known.has(ids[index] ?? -1));
  if (unknown !== undefined) throw new Failure('NOT_FOUND', { name, handle: unknown.slice(0, 200) });
  return assets.map(itemOfAsset);
}
