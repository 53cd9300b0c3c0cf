import { Failure } from '#base';
import { publishContextOf, type Asset } from '#library';
import { formatPublishContextHandle, parsePublishContextHandle, type WireObject } from '#wire';

/** Every company has these, in this order. @source specification of assets, §6 */
const types = ['ImageServing', 'ImageRendering', 'Video', 'ServerDirectory'] as const;

export type ContextType = (typeof types)[number];
export type Context = { readonly id: number; readonly type: ContextType };

/** Contexts of a company. Their numbers follow from the company's, so that they need no table. */
export function contextsOf(companyId: number): readonly Context[] {
  return types.map((type, index) => ({ id: companyId * types.length + index, type }));
}

/** Contexts that servers of ours publish to. @returns their names */
export const activeContextTypes: readonly ContextType[] = ['ImageServing', 'Video'];

/** The context a handle means. @throws NOT_FOUND also for contexts of other companies */
export function contextOf(companyId: number, handle: string, name = 'contextHandle'): Context {
  const id = parsePublishContextHandle(handle);
  const context = contextsOf(companyId).find((one) => one.id === id);
  if (context === undefined) throw new Failure('NOT_FOUND', { name, handle });
  return context;
}

/** The context assets of this type are published to: the only one their mark is about. */
export function contextOfAsset(asset: Pick<Asset, 'companyId' | 'type'>): Context {
  const type = publishContextOf(asset.type);
  return contextsOf(asset.companyId).find((one) => one.type === type)!;
}

export function isContextType(text: string): text is ContextType {
  return (types as readonly string[]).includes(text);
}

/** As `PublishContext` of the wire. */
export function presentContext({ id, type }: Context): WireObject {
  return { contextHandle: formatPublishContextHandle(id), contextName: type, contextType: type };
}
