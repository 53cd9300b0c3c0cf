import { Failure } from '#base';
import type { AssetType } from '#library';
import type { ColourSpace } from '#ports';
import { manualCropRectangle } from './crop.ts';
import { planLayers, type LayersPlan } from './layers/plan.ts';
import type { ChosenProfiles, Plan, Remark, Step } from './plan.ts';
import { priceOf } from './price.ts';
import type { FileProbe, ImageProbe } from './probe.ts';
import { pyramidLevels, tilePx } from './pyramid/levels.ts';
import type { PhotoshopRules, ProductionLimits, UploadOptions } from './types.ts';

/** Resolution of images that do not say. @source specification of production, §13 */
const unknownResolutionPpi = 72;
/** Edge of the box that small pictures for lists fit into. */
export const thumbnailPx = 256;
/** Longer edge at which drawings are rendered. */
const drawingPx = 2048;
/** JPEG quality of every level. @source specification of production, §1 */
const quality = 95;

/** Decides what becomes of a raster or a drawing. @throws as `makePlan` */
export function planImage(
  file: Pick<FileProbe, 'fileName' | 'layers' | 'fonts'>, image: ImageProbe, namedType: AssetType, options: UploadOptions, limits: ProductionLimits, chosen: ChosenProfiles | undefined, rules?: PhotoshopRules,
): Plan {
  refuseUnsupported(image);
  const isDrawing = image.format === 'svg';
  const scale = isDrawing ? drawingPx / Math.max(image.widthPx, image.heightPx) : 1;
  const size = uprightSize(image, scale);
  const asked = isDrawing ? asksForNothing : options;
  const { price, into } = priceOf(image, size, asked);
  if (price.pixels > limits.pixels) throw new Failure('PIXEL_LIMIT', { pixels: price.pixels, limit: limits.pixels });
  if (price.bytes > limits.memoryBytes) throw new Failure('MEMORY_LIMIT', { limitMb: Math.round(limits.memoryBytes / 2 ** 20) });

  const resolutionPpi = image.resolutionPpi ?? unknownResolutionPpi;
  const picture = planPicture(image, size, asked, options, isDrawing ? 'preview' : 'optimized', resolutionPpi, chosen);
  const { crop, conversion } = picture;
  const layered = file.layers ? planLayers({ fileName: file.fileName, layers: file.layers, ...(file.fonts && { fonts: file.fonts }) }, image, options, conversion, resolutionPpi, { isMergedKept: maskSteps(image, asked).length === 0, rules }) : noLayers;
  const steps: Step[] = [
    { kind: 'decode', densityPpi: isDrawing ? 72 * scale : undefined, profile: typeof image.profile === 'object' ? 'kept' : 'none', into },
    ...picture.steps,
    ...layered.steps,
  ];
  return {
    type: namedType === 'Image' && image.format === 'gif' && image.pages > 1 ? 'AnimatedGif' : namedType,
    steps, price: { ...price, pixels: price.pixels + layered.pixels }, crop, facts: undefined,
    warnings: [...picture.warnings, ...layered.warnings],
    notes: [...pageNotes(image), ...templateNotes(image, options), ...layered.notes],
  };
}

/** What is done to a picture once its pixels are there, whoever brings them: masks, crops, colours, pyramid, thumbnail.
 *  @param size Of the upright picture. @param asked What of the options may change it.
 *  @throws PROFILE_MISMATCH, BROKEN_PROFILE */
export function planPicture(
  image: ImageProbe, size: { readonly widthPx: number; readonly heightPx: number }, asked: RasterOptions, options: UploadOptions,
  role: 'optimized' | 'preview', resolutionPpi: number, chosen: ChosenProfiles | undefined,
): {
  readonly steps: readonly Step[]; readonly crop: Plan['crop']; readonly conversion: Extract<Step, { kind: 'convertColour' }> | undefined;
  readonly warnings: readonly Remark[];
} {
  const conversion = planConversion(image, options, chosen);
  const { bitsPerComponent } = conversion ?? { bitsPerComponent: image.bitsPerComponent === 16 ? 16 : 8 };
  const levels = pyramidLevels(size.widthPx, size.heightPx);
  const crop = asked.manualCrop ? manualCropRectangle(asked.manualCrop, size) : undefined;
  return {
    crop, conversion, warnings: asked.manualCrop && !crop ? [{ key: 'log.cropTooLarge', params: {} }] : [],
    steps: [
      ...maskSteps(image, asked),
      ...cropSteps(asked),
      ...(conversion ? [conversion] : []),
      {
        kind: 'pyramid', role, tilePx, levels,
        colour: bitsPerComponent === 16 ? { kind: 'deflate' } : { kind: 'jpeg', quality },
        mask: { kind: 'deflate' },
        sharpening: levels.length > 1 ? asked.unsharpMask : undefined,
        isXmpCopied: image.hasXmp, resolutionPpi,
      },
      { kind: 'thumbnail', boxPx: thumbnailPx },
    ],
  };
}

/** Of a Photoshop document that has no merged image only the layers can be shown. @source specification of production, §8.1 */
export function planUnmerged(
  file: Pick<FileProbe, 'fileName' | 'layers' | 'fonts'>, image: ImageProbe, options: UploadOptions, limits: ProductionLimits, chosen: ChosenProfiles | undefined,
  rules?: PhotoshopRules,
): Plan {
  const { price } = priceOf(image, image, options);
  if (price.pixels > limits.pixels) throw new Failure('PIXEL_LIMIT', { pixels: price.pixels, limit: limits.pixels });
  const layered = file.layers ? planLayers({ ...file, layers: file.layers }, image, options, planConversion(image, options, chosen), image.resolutionPpi ?? unknownResolutionPpi, { isMergedKept: false, rules }) : noLayers;
  return {
    type: 'PsdTemplate', steps: layered.steps, price: { ...price, pixels: layered.pixels }, crop: undefined, facts: undefined,
    warnings: [{ key: 'log.psdNotMerged', params: {} }, ...layered.warnings], notes: [...templateNotes(image, options), ...layered.notes],
  };
}

const noLayers: LayersPlan = { steps: [], pixels: 0, warnings: [], notes: [] };

/** A template is made of layers. @source specification of UploadPostJob, §3.10 */
function templateNotes({ format }: ImageProbe, { photoshop }: UploadOptions): readonly Remark[] {
  const isInVain = format === 'psd' && photoshop.process === 'None' && photoshop.createTemplate;
  return isInVain ? [{ key: 'log.psdTemplateOfLayers', params: {} }] : [];
}

/** Drawings take no option of rasters. @source specification of UploadPostJob, §7 */
const asksForNothing: Pick<UploadOptions, 'createMask' | 'knockout' | 'manualCrop' | 'autoColorCrop' | 'autoTransparentCrop' | 'unsharpMask'> = { createMask: false };
type RasterOptions = typeof asksForNothing;

function uprightSize(image: ImageProbe, scale: number): { readonly widthPx: number; readonly heightPx: number } {
  const [widthPx, heightPx] = [scaled(image.widthPx, scale), scaled(image.heightPx, scale)];
  return image.orientation >= 5 ? { widthPx: heightPx, heightPx: widthPx } : { widthPx, heightPx };
}

/** The clipping path first, then the background: what either makes transparent stays so. */
function maskSteps(image: ImageProbe, { createMask, knockout }: RasterOptions): readonly Step[] {
  return [
    ...(createMask && image.clippingPathName !== undefined ? [{ kind: 'clipPath', name: image.clippingPathName } as const] : []),
    ...(knockout ? [{ kind: 'knockout', ...knockout } as const] : []),
  ];
}

function cropSteps({ autoColorCrop, autoTransparentCrop }: RasterOptions): readonly Step[] {
  return [
    ...(autoColorCrop ? [{ kind: 'colourCrop', ...autoColorCrop } as const] : []),
    ...(autoTransparentCrop ? [{ kind: 'transparentCrop', ...autoTransparentCrop } as const] : []),
  ];
}

/** @source specification of UploadPostJob, §3.14 */
function planConversion(
  image: ImageProbe, { colour }: UploadOptions, chosen: ChosenProfiles | undefined,
): Extract<Step, { kind: 'convertColour' }> | undefined {
  if (image.format === 'svg') return undefined;
  if (colour.mode === 'Convert') {
    const output = colourOf(chosen?.output?.space);
    if (!chosen?.source || !chosen.output) throw new Failure('BROKEN_PROFILE', { detail: 'it is no ICC profile' });
    if (!output) throw new Failure('BROKEN_PROFILE', { detail: `no image can be in the colours of a ${chosen.output.space} profile` });
    if (colourOf(chosen.source.space) !== image.colour) throw new Failure('PROFILE_MISMATCH', { found: chosen.source.space, expected: image.colour.toUpperCase() });
    return { kind: 'convertColour', from: 'source', to: 'output', colour: output, bitsPerComponent: image.bitsPerComponent === 16 ? 16 : 8 };
  }
  const isUntaggedCmyk = image.colour === 'cmyk' && typeof image.profile !== 'object';
  if (!isUntaggedCmyk || colour.mode === 'MaintainOriginal') return undefined;
  return { kind: 'convertColour', from: 'defaultCmyk', to: 'srgb', colour: 'rgb', bitsPerComponent: 8 };
}

function colourOf(space: string | undefined): ColourSpace | undefined {
  const colours: Readonly<Record<string, ColourSpace>> = { GRAY: 'gray', RGB: 'rgb', CMYK: 'cmyk' };
  return colours[space ?? ''];
}

function pageNotes({ pages, format }: ImageProbe): readonly Remark[] {
  return pages > 1 && format !== 'gif' ? [{ key: 'log.firstPageOnly', params: { count: pages } }] : [];
}

/** @source specification of production, §1 "Unsupported" */
function refuseUnsupported(image: ImageProbe): void {
  const refuse = (detail: string): never => { throw new Failure('UNSUPPORTED_IMAGE', { detail }); };
  if (image.isFloat) refuse('floating-point samples');
  if (image.colour === 'lab') refuse('Lab colour');
  if (image.bitsPerComponent === 32) refuse('32 bits per component');
  if (image.colour === 'other') refuse('its colour model or sample format');
  if (image.widthPx < 1 || image.heightPx < 1) throw new Failure('BROKEN_FILE', { detail: 'it has no pixels' });
}

function scaled(edgePx: number, scale: number): number {
  return scale === 1 ? edgePx : Math.max(1, Math.round(edgePx * scale));
}
