import type { UploadOptions } from '#production';

/** Options of an upload that asks for nothing special; a test changes what it is about. */
export function uploadOptions(change: Partial<UploadOptions> = {}): UploadOptions {
  return {
    overwrite: true, readyForPublish: true, createMask: false, preserveCrop: true,
    photoshop: { process: 'None', layerNaming: 'LayerName', anchor: 'Center', createTemplate: false, extractText: false, extendLayers: false },
    postScript: { process: 'Rasterize', resolutionPpi: 150, colour: 'Auto', alpha: false, extractSearchWords: false },
    pdf: { process: 'Rasterize', resolutionPpi: 150, colour: 'Auto', catalog: true, extractSearchWords: false, extractLinks: false },
    illustrator: { process: 'Rasterize', resolutionPpi: 150, colour: 'Auto', alpha: false },
    colour: { mode: 'Default' }, autoSetIds: [], projectIds: [], email: 'None',
    media: { encodingPresetIds: [], generateThumbnail: true }, inDesign: { process: 'None' }, keywords: [], uncompress: false,
    ...change,
  };
}
