import { Failure, type FailureParams, type TextKey } from '#base';
import type { AssetFacts, AssetType } from '#library';
import type { PyramidCompression } from '#ports';
import { contentName, fitsType, isReadableRaster, unreadableExtensions, unreadableRasters } from './contents.ts';
import { manualCropRectangle, type Rectangle } from './crop.ts';
import { pyramidLevels, tilePx, type LevelSize } from './levels.ts';
import { unavailableForImage, unavailableForStored } from './unavailable.ts';
import type { FileProbe, ImageProbe } from './probe.ts';
import type { ProductionLimits, ProductionTask, UploadOptions } from './types.ts';

/** One thing to do to the file, in order. Further kinds stand between `decode` and `pyramid`. */
export type Step =
  | { readonly kind: 'decode'; readonly densityPpi: number | undefined; readonly profile: 'kept' | 'none' }
  | { readonly kind: 'convertColour'; readonly from: 'cmyk'; readonly to: 'srgb' }
  | {
      readonly kind: 'pyramid'; readonly role: 'optimized' | 'preview'; readonly tilePx: number; readonly levels: readonly LevelSize[];
      readonly colour: PyramidCompression;
      /** Undefined without alpha. */
      readonly mask: PyramidCompression | undefined;
      readonly isXmpCopied: boolean;
      readonly resolutionPpi: number;
    }
  | { readonly kind: 'thumbnail'; readonly boxPx: number };
export type StepKind = Step['kind'];

export type Remark = { readonly key: TextKey; readonly params: FailureParams };

/** What will be done to a file: plain data, kept with the item. */
export type Plan = {
  readonly type: AssetType;
  readonly steps: readonly Step[];
  /** Pixels of level 0, and the most memory the steps need at once. */
  readonly price: { readonly pixels: number; readonly bytes: number };
  readonly crop: Rectangle | undefined;
  readonly facts: AssetFacts | undefined;
  readonly warnings: readonly Remark[];
  readonly notes: readonly Remark[];
};

export type PlanVerdict = { readonly kind: 'plan'; readonly plan: Plan } | { readonly kind: 'skip'; readonly warning: Remark };

/** Resolution of images that do not say. @source specification of production, §13 */
const unknownResolutionPpi = 72;
const thumbnailPx = 256;
/** Longer edge at which drawings are rendered. */
const drawingPx = 2048;
/** JPEG quality of every level. @source specification of production, §1 */
const quality = 95;
/** Memory of a child that does nothing, rounded up. */
const idleBytes = 128 * 2 ** 20;

/** Decides what becomes of a file; reads no pixel and touches nothing.
 *  @throws UNSUPPORTED_FILE_TYPE, UNSUPPORTED_IMAGE, CONTENT_MISMATCH, JAVASCRIPT_DISABLED, BROKEN_FILE, PIXEL_LIMIT,
 *    MEMORY_LIMIT */
export function makePlan(
  probe: FileProbe, options: UploadOptions, limits: ProductionLimits, company: ProductionTask['company'],
): PlanVerdict {
  if (probe.isHidden) return { kind: 'skip', warning: { key: 'log.hiddenFile', params: { path: probe.fileName } } };
  const type = probe.type;
  if (type === undefined) throw new Failure('UNSUPPORTED_FILE_TYPE');
  if (type === 'Javascript' && !company.javascriptUploadEnabled) throw new Failure('JAVASCRIPT_DISABLED');
  refuseWrongContent(probe, type);
  return { kind: 'plan', plan: probe.image ? planImage(probe.image, type, options, limits) : planStored(probe, type, options) };
}

function refuseWrongContent(probe: FileProbe, type: AssetType): void {
  const { kind, extension } = probe;
  if (type === 'Image' && unreadableExtensions[extension]) throw new Failure('UNSUPPORTED_IMAGE', { detail: unreadableExtensions[extension] });
  if (kind === 'empty' && !fitsType(kind, type)) throw new Failure('BROKEN_FILE', { detail: 'it is empty' });
  if (!fitsType(kind, type)) throw new Failure('CONTENT_MISMATCH', { found: contentName(kind), extension });
  if (type === 'Image' && !isReadableRaster(kind) && kind !== 'psd') {
    throw new Failure('UNSUPPORTED_IMAGE', { detail: unreadableRasters[kind] ?? kind });
  }
}

function planStored(probe: FileProbe, type: AssetType, options: UploadOptions): Plan {
  const { profile } = probe;
  const facts = profile && {
    profileClass: profile.profileClass, colourSpace: profile.space, connectionSpace: profile.connectionSpace,
    description: profile.description ?? '',
  };
  return {
    type, steps: [], price: { pixels: 0, bytes: 0 }, crop: undefined, facts, warnings: [],
    notes: unavailableForStored(type, probe.kind, options).map(unavailable),
  };
}

function planImage(image: ImageProbe, namedType: AssetType, options: UploadOptions, limits: ProductionLimits): Plan {
  refuseUnsupported(image);
  const { format } = image;
  const isDrawing = format === 'svg';
  const scale = isDrawing ? drawingPx / Math.max(image.widthPx, image.heightPx) : 1;
  const isTurned = image.orientation >= 5;
  const [storedWidth, storedHeight] = [scaled(image.widthPx, scale), scaled(image.heightPx, scale)];
  const [widthPx, heightPx] = isTurned ? [storedHeight, storedWidth] : [storedWidth, storedHeight];
  const price = priceOf(image, widthPx, heightPx);
  if (price.pixels > limits.pixels) throw new Failure('PIXEL_LIMIT', { pixels: price.pixels, limit: limits.pixels });
  if (price.bytes > limits.memoryBytes) throw new Failure('MEMORY_LIMIT', { limitMb: Math.round(limits.memoryBytes / 2 ** 20) });

  const levels = pyramidLevels(widthPx, heightPx);
  const hasProfile = typeof image.profile === 'object';
  const isConverted = image.colour === 'cmyk' && !hasProfile && options.colour.mode !== 'MaintainOriginal';
  const is16Bit = image.bitsPerComponent === 16 && !isConverted;
  const crop = options.manualCrop && !isDrawing ? manualCropRectangle(options.manualCrop, { widthPx, heightPx }) : undefined;
  const steps: Step[] = [
    { kind: 'decode', densityPpi: isDrawing ? 72 * scale : undefined, profile: hasProfile ? 'kept' : 'none' },
    ...(isConverted ? [{ kind: 'convertColour', from: 'cmyk', to: 'srgb' } as const] : []),
    {
      kind: 'pyramid', role: isDrawing ? 'preview' : 'optimized', tilePx, levels,
      colour: is16Bit ? { kind: 'deflate' } : { kind: 'jpeg', quality },
      mask: image.hasAlpha ? { kind: 'deflate' } : undefined,
      isXmpCopied: image.hasXmp, resolutionPpi: image.resolutionPpi ?? unknownResolutionPpi,
    },
    { kind: 'thumbnail', boxPx: thumbnailPx },
  ];
  return {
    type: namedType === 'Image' && format === 'gif' && image.pages > 1 ? 'AnimatedGif' : namedType,
    steps, price, crop, facts: undefined,
    warnings: options.manualCrop && !isDrawing && !crop ? [{ key: 'log.cropTooLarge', params: {} }] : [],
    notes: [
      ...(image.pages > 1 && format !== 'gif' ? [{ key: 'log.firstPageOnly', params: { count: image.pages } } as const] : []),
      ...unavailableForImage(image, levels.length, options).map(unavailable),
    ],
  };
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

/** Level 0 and level 1 are held at once, and twice each while they are turned or split. */
function priceOf(image: ImageProbe, widthPx: number, heightPx: number): Plan['price'] {
  const pixels = widthPx * heightPx;
  const components = { gray: 1, rgb: 3, cmyk: 4, lab: 4, other: 4 }[image.colour] + (image.hasAlpha ? 1 : 0);
  const samplesBytes = pixels * components * (image.bitsPerComponent === 16 ? 2 : 1);
  const copies = image.hasAlpha || image.colour === 'cmyk' ? 2.5 : 1.5;
  return { pixels, bytes: Math.ceil(samplesBytes * copies) + idleBytes };
}

function scaled(edgePx: number, scale: number): number {
  return scale === 1 ? edgePx : Math.max(1, Math.round(edgePx * scale));
}

function unavailable(step: string): Remark {
  return { key: 'log.stepUnavailable', params: { step } };
}
