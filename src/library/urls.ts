import { isServedAsContent, isShownAsImage } from './namespaces.ts';
import type { Asset } from './types.ts';

/** Path the asset is delivered at once it is published, for example `/is/image/Co/chair`; undefined for types that are
 *  never delivered. A video or an animated GIF has its still here.
 *  @param companyRoot With or without trailing slash. @source specification of assets, §6.2 */
export function assetUrl(companyRoot: string, asset: Pick<Asset, 'type' | 'name'>): string | undefined {
  if (isShownAsImage(asset.type)) return urlBelow('/is/image', companyRoot, asset.name);
  return contentUrl(companyRoot, asset);
}

/** Path its original is served at once it is published; undefined where the original is private. */
export function contentUrl(companyRoot: string, asset: Pick<Asset, 'type' | 'name'>): string | undefined {
  return isServedAsContent(asset.type) ? urlBelow('/is/content', companyRoot, asset.name) : undefined;
}

function urlBelow(door: string, companyRoot: string, name: string): string {
  return `${door}/${encodeURIComponent(companyRoot.replace(/\/$/, ''))}/${encodeURIComponent(name)}`;
}
