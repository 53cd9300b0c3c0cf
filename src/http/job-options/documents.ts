import type { DocumentColour, UploadOptions } from '#production';

import type { FieldReader } from './fields.ts';

const colours = ['Auto', 'Rgb', 'Cmyk', 'Gray'] as const satisfies readonly DocumentColour[];
const resolutionPpi = { min: 1, max: 1200 };
const defaultResolutionPpi = 150;

/** @source specification of UploadPostJob, §3.10; `Layername` is a spelling in circulation, §2 */
export function readPhotoshop(fields: FieldReader): UploadOptions['photoshop'] {
  const layers = fields.block('layerOptions');
  const layerNaming = layers.text('layerNaming') === 'Layername'
    ? 'LayerName'
    : layers.choice('layerNaming', ['LayerName', 'AppendNumber', 'AppendName', 'Folders']);
  return {
    process: fields.choice('process', ['None', 'MaintainLayers']) ?? 'None',
    layerNaming: layerNaming ?? 'LayerName',
    anchor: layers.choice('anchor', [
      'Center', 'North', 'Northwest', 'West', 'Southwest', 'South', 'Southeast', 'East', 'Northeast',
    ]) ?? 'Center',
    createTemplate: layers.flag('createTemplate') ?? false,
    extractText: layers.flag('extractText') ?? false,
    extendLayers: layers.flag('extendLayers') ?? false,
  };
}

/** @source specification of UploadPostJob, §3.11 */
export function readPostScript(fields: FieldReader): UploadOptions['postScript'] {
  const chosenPpi = fields.number('resolution', resolutionPpi);
  return {
    process: fields.choice('process', ['None', 'Rasterize']) ?? 'Rasterize',
    resolutionPpi: chosenPpi ?? defaultResolutionPpi, ...(chosenPpi !== undefined && { isResolutionChosen: true }),
    colour: fields.choice('colorspace', colours) ?? 'Auto',
    alpha: fields.flag('alpha') ?? false,
    extractSearchWords: fields.flag('extractSearchWords') ?? false,
  };
}

/** @source specification of UploadPostJob, §3.12 */
export function readPdf(fields: FieldReader): UploadOptions['pdf'] {
  return {
    process: fields.choice('process', ['None', 'Rasterize', 'Thumbnail']) ?? 'Rasterize',
    ...readRaster(fields),
    catalog: fields.flag('pdfCatalog') ?? true,
    extractSearchWords: fields.flag('extractSearchWords') ?? false,
    extractLinks: fields.flag('extractLinks') ?? false,
  };
}

/** Without options of its own Illustrator follows PostScript, which has the same defaults.
 *  @source specification of UploadPostJob, §3.13 */
export function readIllustrator(
  fields: FieldReader, postScript: UploadOptions['postScript'],
): UploadOptions['illustrator'] {
  if (!fields.isPresent) {
    const { process, resolutionPpi: ppi, colour, alpha } = postScript;
    return { process, resolutionPpi: ppi, colour, alpha };
  }
  return {
    process: fields.choice('process', ['None', 'Rasterize']) ?? 'Rasterize',
    ...readRaster(fields),
    alpha: fields.flag('alpha') ?? false,
  };
}

function readRaster(fields: FieldReader): { readonly resolutionPpi: number; readonly colour: DocumentColour } {
  return {
    resolutionPpi: fields.number('resolution', resolutionPpi) ?? defaultResolutionPpi,
    colour: fields.choice('colorspace', colours) ?? 'Auto',
  };
}
