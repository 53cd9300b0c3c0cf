import type { Json } from '#base';
import type { WireObject, WireValue } from '#wire';

/** The options of an upload job as its sender reads them back: what was sent, and in every block that was sent
 *  the documented defaults of the fields that were not. Blocks that were not sent stay away.
 *  @source client behaviours, 13; specification of UploadPostJob, §3 */
export function presentUploadPostJob(echo: Json): WireObject {
  const sent = isObject(echo) ? echo : {};
  return withDefaults(sent, blockDefaults);
}

type Defaults = { readonly [field: string]: string | number | boolean | Defaults };

const page = { process: 'Rasterize', resolution: 150, colorspace: 'Auto' };

const blockDefaults: Defaults = {
  knockoutBackgroundOptions: { tolerance: 0 },
  photoshopOptions: {
    process: 'None',
    layerOptions: {
      layerNaming: 'LayerName', anchor: 'Center', createTemplate: false, extractText: false, extendLayers: false,
    },
  },
  postScriptOptions: { ...page, alpha: false, extractSearchWords: false },
  pdfOptions: { ...page, pdfCatalog: true, extractSearchWords: false, extractLinks: false },
  illustratorOptions: { ...page, alpha: false },
  colorManagementOptions: { colorManagement: 'Default' },
  mediaOptions: { generateThumbnail: true },
  inDesignOptions: { process: 'None' },
  unsharpMaskOptions: { amount: 0, radius: 1, threshold: 6, monochrome: 0 },
  unCompressOptions: { process: 'None' },
};

/** A nested default speaks only for a block that is there. */
function withDefaults(sent: { readonly [field: string]: Json }, defaults: Defaults): WireObject {
  const filled: Record<string, WireValue> = {};
  for (const [field, value] of Object.entries(sent)) {
    const block = defaults[field];
    if (value === null) continue;
    filled[field] = typeof block === 'object' && isObject(value) ? withDefaults(value, block) : value as WireValue;
  }
  for (const [field, value] of Object.entries(defaults)) {
    if (typeof value !== 'object') filled[field] ??= value;
  }
  return filled;
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
