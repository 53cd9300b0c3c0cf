import { compose, type Affine } from '#formats';
import type { Asset } from '#library';
import { planColour, type ColourPlan } from './colour/plan.ts';
import { builtInProfiles, readFlag, readIcc, type ColourProfiles } from './colour/profiles.ts';
import { badRequest, notAvailableYet } from './failures.ts';
import type { MergedRequest } from './grammar/merge.ts';
import { placeThumbnail, placeView, refuseTooLarge } from './place.ts';
import { layOutBase } from './paths/base-layer.ts';
import { readClips } from './paths/clips.ts';
import { layerRectInReply, planRead, type Source } from './plan-read.ts';
import {
  defaultColourOf, optional, readKernel, readPrintRes, readQuality,
} from './read-commands.ts';
import type { PictureKind } from './request.ts';
import type { ImageServing } from './settings.ts';
import type { LayerRecipe, Recipe } from './types.ts';
import { readColour } from './values/colour.ts';
import { readFormat, type OutputFormat } from './values/format.ts';

/** Decides everything about a picture; reads no pixel.
 *  @param profiles The request's: default sRGB for RGB, and nothing for gray and CMYK.
 *  @throws DELIVERY_BAD_REQUEST, DELIVERY_TOO_LARGE @source delivery, §2 */
export function makeRecipe(merged: MergedRequest, asset: Asset, kind: PictureKind, serving: ImageServing, profiles: ColourProfiles = builtInProfiles): Recipe {
  refuseUnavailable(merged, serving);
  const { commands } = merged;
  const source = sourceOf(asset);
  const { crop, layer, fromLayer, fromSource } = layOutBase(merged, source.image);
  const placed = kind === 'tmb'
    ? placeThumbnail(commands, layer, source.image, serving) : placeView(commands, layer, serving);
  refuseTooLarge(placed, serving);

  const pixels = kind === 'mask' ? 'mask' : 'image';
  const icc = optional(commands.get('icc'), (_, value) => readIcc(value));
  const format = readFormat(commands.get('fmt')?.value, (pixels === 'image' ? profiles.requested?.colour : undefined) ?? defaultColourOf(pixels));
  const colour: ColourPlan = pixels === 'mask' ? { conversion: undefined, profile: undefined }
    : planColour(source.image, format.colour, profiles, icc, serving);
  const fill = optional(commands.get('bgcolor'), readColour);
  const background = optional(commands.get('bgc'), readColour)
    ?? (kind === 'tmb' ? serving.thumbBkgColor : serving.bkgColor);
  const toReply: Affine = [placed.scaleX, 0, 0, placed.scaleY, placed.originX, placed.originY];
  const embeddedToReply = compose(fromSource, toReply);
  const layerRecipe: LayerRecipe = {
    image: planRead(source, crop, layer, placed, {
      conversion: colour.conversion, kernel: readKernel(commands.get('resmode'), serving),
    }),
    fill: fill && { colour: fill, rect: layerRectInReply(layer.rect, placed) },
    clips: readClips(merged.layerCommands, source.image, compose(fromLayer, toReply), embeddedToReply),
  };
  return {
    version: 2, kind: pixels, reply: placed.reply, layers: [layerRecipe],
    clips: readClips(commands, source.image, toReply, embeddedToReply), background,
    format: pixels === 'mask' ? maskFormat(format) : format,
    ...readQuality(commands.get('qlt'), serving),
    printResPpi: optional(commands.get('printres'), readPrintRes)
      ?? source.image.resolutionPpi ?? serving.printResolution,
    profile: colour.profile,
    isProfileEmbedded: colour.profile !== undefined && (optional(commands.get('iccembed'), readFlag) ?? false),
  };
}

/** @throws DELIVERY_BAD_REQUEST naming the first feature that this version lacks. */
export function refuseUnavailable(merged: MergedRequest, serving: ImageServing): void {
  const [first] = merged.unavailable;
  if (first !== undefined) throw notAvailableYet(first);
  const [macro] = merged.unknownMacros;
  if (macro !== undefined && serving.isUnknownMacroError) throw badRequest(`unknown macro ${macro}`);
}

/** The pyramids of an asset; templates and sets have none yet. */
export function sourceOf(asset: Asset): Source {
  const file = asset.artifacts.optimized ?? asset.artifacts.preview;
  if (!asset.image || !file) throw notAvailableYet(`pictures of type ${asset.type}`);
  return { blobId: file.blobId, maskBlobId: asset.artifacts.mask?.blobId, image: asset.image };
}

/** A mask is gray whatever was asked, and has no alpha of its own. */
function maskFormat(format: OutputFormat): OutputFormat {
  return { ...format, hasAlpha: false, colour: format.codec === 'webp' || format.codec === 'avif' ? 'rgb' : 'gray' };
}
