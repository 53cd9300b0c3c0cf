import type { Item, ItemSource, Origin } from './types.ts';

export type SourceKind = 'file' | 'asset' | 'listing' | Origin['kind'];

/** What an item is made from, in a word: `file` was received with a request. */
export function sourceKindOf(source: ItemSource): SourceKind {
  if ('assetId' in source) return 'asset';
  if ('listing' in source) return 'listing';
  return source.origin?.kind ?? 'file';
}

/** Size of the file an item is made from; undefined until it has been fetched, and for what is no file of its own. */
export function sourceBytesOf(item: Item): number | undefined {
  return 'blobId' in item ? item.sizeBytes : undefined;
}
