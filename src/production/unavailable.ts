import type { FileKind } from '#formats';
import type { AssetType } from '#library';
import type { ImageProbe } from './probe.ts';
import type { UploadOptions } from './types.ts';

/** Options that would have changed this image and that no step carries out yet, in words for the job log. */
export function unavailableForImage(image: ImageProbe, levelCount: number, options: UploadOptions): readonly string[] {
  if (image.format === 'svg') return [];
  const hasClippingPath = image.clippingPathName !== undefined || image.pathNames.length === 1;
  return named([
    ['mask from the clipping path', options.createMask && hasClippingPath],
    ['background knockout', options.knockout !== undefined],
    ['automatic colour crop', options.autoColorCrop !== undefined],
    ['automatic transparent crop', options.autoTransparentCrop !== undefined && image.hasAlpha],
    ['conversion between the chosen colour profiles', options.colour.mode === 'Convert'],
    ['unsharp mask', isSharpened(options) && levelCount > 1],
    ['automated sets', options.autoSetIds.length > 0],
  ]);
}

/** What would be made of a file that is only stored by now. */
export function unavailableForStored(type: AssetType, kind: FileKind, options: UploadOptions): readonly string[] {
  switch (type) {
    case 'Image': return kind !== 'psd' ? [] : named([
      ['reading Photoshop documents', true],
      ['Photoshop layers', options.photoshop.process === 'MaintainLayers'],
    ]);
    case 'Pdf': return named([
      ['rasterising PDF pages', options.pdf.process === 'Rasterize'],
      ['PDF thumbnail', options.pdf.process === 'Thumbnail'],
    ]);
    case 'PostScript': return named([['rasterising PostScript', options.postScript.process === 'Rasterize']]);
    case 'Illustrator': return named([['rasterising Illustrator documents', options.illustrator.process === 'Rasterize']]);
    case 'InDesign': return named([['rasterising InDesign documents', options.inDesign.process === 'Rasterize']]);
    case 'Video': return named([
      ['video thumbnail', options.media.generateThumbnail || options.media.thumbnailTimeMs !== undefined],
      ['video encoding', options.media.encodingPresetIds.length > 0],
    ]);
    case 'Audio': return named([['audio encoding', options.media.encodingPresetIds.length > 0]]);
    case 'Zip': return named([['unpacking archives', options.uncompress]]);
    default: return [];
  }
}

function isSharpened(options: UploadOptions): boolean {
  return options.unsharpMask !== undefined && options.unsharpMask.amount > 0 && options.unsharpMask.radiusPx > 0;
}

function named(steps: readonly (readonly [string, boolean])[]): readonly string[] {
  return steps.filter(([, isWanted]) => isWanted).map(([name]) => name);
}
