import type { Asset } from '#library';

/** Finds what a URL names; given by the door so that rendering knows nothing of companies. */
export interface AssetSource {
  find(path: string): Promise<Asset | undefined>;
}
