import type { Json } from '#base';
import type { WireObject, WireValue } from '#wire';

import { isBlock } from './fields.ts';

type Defaults = { readonly [field: string]: Json | Defaults | undefined };

/** The 23 parameters of an upload in wire order, then what other jobs add. A block lists its fields in order with the defaults they are documented with;
 *  `undefined` stands for a field without one. @source specification of UploadPostJob, §1 and §3 */
const shape: { readonly [parameter: string]: 'value' | Defaults } = {
  overwrite: 'value',
  readyForPublish: 'value',
  preservePublishState: 'value',
  createMask: 'value',
  preserveCrop: 'value',
  knockoutBackgroundOptions: { corner: undefined, tolerance: 0, fillMethod: undefined },
  manualCropOptions: { left: undefined, right: undefined, top: undefined, bottom: undefined },
  autoColorCropOptions: { corner: undefined, tolerance: undefined },
  autoTransparentCropOptions: { tolerance: undefined },
  photoshopOptions: {
    process: 'None',
    layerOptions: {
      layerNaming: 'LayerName', anchor: 'Center', createTemplate: false, extractText: false, extendLayers: false,
    },
  },
  postScriptOptions: { process: 'Rasterize', resolution: 150, colorspace: 'Auto', alpha: false, extractSearchWords: false },
  pdfOptions: {
    process: 'Rasterize', resolution: 150, colorspace: 'Auto', pdfCatalog: true, extractSearchWords: false, extractLinks: false,
  },
  illustratorOptions: { process: 'Rasterize', resolution: 150, colorspace: 'Auto', alpha: false },
  colorManagementOptions: { colorManagement: undefined, sourceProfileHandle: undefined, outputProfileHandle: undefined },
  autoSetCreationOptions: { autoSetsArray: undefined },
  projectHandleArray: { items: undefined },
  emailSetting: 'value',
  postHttpUrl: 'value',
  mediaOptions: { videoEncodingPresetsArray: undefined, videoEncodingArray: undefined, generateThumbnail: true, thumbnailOptions: undefined },
  inDesignOptions: { process: 'None' },
  xmpKeywords: 'value',
  unsharpMaskOptions: { amount: 0, radius: 1, threshold: 6, monochrome: 0 },
  unCompressOptions: { process: undefined },
  excludeMasterVideoFromAVS: 'value',
  sourceVideoAssetHandle: 'value',
  audioCaptionsMetadata: { label: undefined, language: undefined, languageCode: undefined, role: undefined, isDefault: undefined },
  // Of jobs on assets that are there already.
  assetHandleArray: { items: undefined },
  pdfHandleArray: { items: undefined },
  // Of jobs that publish, and of those that another follows on.
  postJobOnlyIfFiles: 'value',
  publishType: 'value',
  httpCompletionUrl: 'value',
  contextHandle: 'value',
  postImageServingPublishJob: { publishType: undefined, emailSetting: undefined, httpCompletionUrl: undefined, contextHandle: undefined },
  postImageRenderingPublishJob: { emailSetting: undefined, httpCompletionUrl: undefined, contextHandle: undefined },
  postVideoPublishJob: { emailSetting: undefined, httpCompletionUrl: undefined, contextHandle: undefined },
};
const requiring: ReadonlySet<string> = new Set([
  'knockoutBackgroundOptions', 'manualCropOptions', 'autoColorCropOptions', 'autoTransparentCropOptions',
  'colorManagementOptions', 'unCompressOptions',
]);

/** What `getActiveJobs` gives back of a job's options: what was sent, in schema order, and in the blocks that were sent
 *  the defaults of what was not. Blocks sent empty count as absent where they would lack something required.
 *  @param wire  A decoded `UploadPostJob`, `ReprocessAssetsJob` or `OptimizeImagesJob`.
 *  @source specification of client behaviours, 13 */
export function echoOptions(wire: WireObject): { readonly [parameter: string]: Json } {
  const echo: { [parameter: string]: Json } = {};
  for (const [parameter, fields] of Object.entries(shape)) {
    const value = wire[parameter];
    if (value === undefined || value === '') continue;
    if (fields === 'value' || !isBlock(value)) echo[parameter] = asJson(value);
    else if (Object.keys(value).length > 0 || !requiring.has(parameter)) echo[parameter] = echoBlock(value, fields);
  }
  return echo;
}

function echoBlock(block: WireObject, fields: Defaults): Json {
  const echo: { [field: string]: Json } = {};
  for (const [field, fallback] of Object.entries(fields)) {
    const value = block[field];
    if (isBlock(value) && isDefaults(fallback)) echo[field] = echoBlock(value, fallback);
    else if (value !== undefined && value !== '') echo[field] = asJson(value);
    else if (fallback !== undefined && !isDefaults(fallback)) echo[field] = fallback;
  }
  return echo;
}

function isDefaults(value: Json | Defaults | undefined): value is Defaults {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asJson(value: WireValue): Json {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return (value as readonly WireValue[]).map(asJson);
  if (isBlock(value)) return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, asJson(inner)]));
  return value as string | number | boolean;
}
