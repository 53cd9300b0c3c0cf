import type { Asset, ImageMap } from '#library';
import { formatImageMapHandle, type WireObject } from '#wire';

import { itemArray } from './fields.ts';

/** Maps of an image as `ImageMapArray` of the wire, by position. */
export function presentImageMaps({ id, imageMaps = [] }: Pick<Asset, 'id' | 'imageMaps'>): WireObject {
  return itemArray(imageMaps.toSorted((one, other) => one.position - other.position).map((map) => presentImageMap(id, map)));
}

function presentImageMap(assetId: number, map: ImageMap): WireObject {
  return {
    imageMapHandle: formatImageMapHandle({ assetId, id: map.id }), name: map.name, region: map.region, action: map.action, shapeType: map.shape,
    position: map.position, enabled: map.isEnabled, lastModified: new Date(map.modifiedAt),
  };
}
