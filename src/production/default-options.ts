import type { Json } from '#base';
import { isObject } from './kept-plan.ts';
import type { UploadOptions } from './types.ts';

/** The options of a job that asks for nothing special. @source specification of UploadPostJob, §1 and §3 */
export const defaultOptions: UploadOptions = {
  overwrite: true, readyForPublish: false, createMask: false, preserveCrop: true,
  photoshop: { process: 'None', layerNaming: 'LayerName', anchor: 'Center', createTemplate: false, extractText: false, extendLayers: false },
  postScript: { process: 'Rasterize', resolutionPpi: 150, colour: 'Auto', alpha: false, extractSearchWords: false },
  pdf: { process: 'Rasterize', resolutionPpi: 150, colour: 'Auto', catalog: true, extractSearchWords: false, extractLinks: false },
  illustrator: { process: 'Rasterize', resolutionPpi: 150, colour: 'Auto', alpha: false },
  colour: { mode: 'Default' }, autoSetIds: [], projectIds: [], email: 'None',
  media: { encodingPresetIds: [], generateThumbnail: true }, inDesign: { process: 'None' }, keywords: [], uncompress: false,
};

/** Options that are not the defaults, by dotted name: what somebody asked for. */
export function changedOptions(options: Json): Readonly<Record<string, Json>> {
  return Object.fromEntries(differences(options, defaultOptions as unknown as Json, ''));
}

function* differences(value: Json, fallback: Json | undefined, path: string): Iterable<readonly [string, Json]> {
  if (isObject(value)) {
    const others = isObject(fallback) ? fallback : {};
    for (const [name, inner] of Object.entries(value)) yield* differences(inner, others[name], path === '' ? name : `${path}.${name}`);
  } else if (JSON.stringify(value) !== JSON.stringify(fallback)) yield [path, value];
}
