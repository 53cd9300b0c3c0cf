import { Failure } from '#base';
import type { Asset } from '#library';
import { formatPublishContextHandle } from '#wire';

import type { OperationContext } from './operation.ts';
import { contextOfAsset, type Context } from './publish-contexts.ts';

/** How marks are written. @source specification of assets, §6 */
export const publishStates = ['MarkedForPublish', 'NotMarkedForPublish'] as const;

/** Whether a mark in these contexts is about the asset. Taking a mark away where there is none is nothing; setting one where
 *  assets of this type are never published is a mistake.
 *  @throws INVALID_PARAMETER */
export function concerns(asset: Asset, contexts: readonly Context[], isReady: boolean, name: string): boolean {
  const own = contextOfAsset(asset);
  if (contexts.some(({ id }) => id === own.id)) return true;
  if (!isReady) return false;
  throw new Failure('INVALID_PARAMETER', {
    name, expected: `${formatPublishContextHandle(own.id)} (${own.type}) for an asset of type ${asset.type}`,
    received: contexts.map(({ id }) => formatPublishContextHandle(id)).join(', '),
  });
}

/** Marks some assets and takes the marks of others away. */
export async function applyMarks(context: OperationContext, companyId: number, marks: ReadonlyMap<number, boolean>): Promise<void> {
  for (const isReady of [true, false]) {
    const ids = [...marks].filter(([, wanted]) => wanted === isReady).map(([id]) => id);
    if (ids.length > 0) await context.rooms.library.setPublishStates(companyId, ids, isReady, context.caller.user.email);
  }
}
