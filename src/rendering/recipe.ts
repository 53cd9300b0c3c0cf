import type { ImageFacts } from '#library';
import type { ColourSpace } from '#ports';
import { planColour, type ColourPlan } from './colour/plan.ts';
import { builtInProfiles, readFlag, readIcc, type ColourProfiles } from './colour/profiles.ts';
import { drawView } from './drawing.ts';
import { refuseDear } from './price.ts';
import { lowestImage, planView } from './view-plan.ts';
import { optional, defaultColourOf, readPrintRes, readQuality } from './read-commands.ts';
import type { PictureKind } from './request.ts';
import type { ImageServing } from './settings.ts';
import type { Recipe } from './types.ts';
import type { Understood } from './understand.ts';
import { readColour } from './values/colour.ts';
import { readFormat, type OutputFormat } from './values/format.ts';

/** Decides everything about a picture; reads no pixel.
 *  @param profiles The request's: default sRGB for RGB, and nothing for gray and CMYK.
 *  @throws DELIVERY_BAD_REQUEST, DELIVERY_TOO_LARGE @source delivery, §2 */
export function makeRecipe(understood: Understood, kind: PictureKind, serving: ImageServing, profiles: ColourProfiles = builtInProfiles): Recipe {
  const { commands } = understood.merged;
  const plan = planView(understood, kind, serving);
  const pixels = kind === 'mask' ? 'mask' : 'image';
  const icc = optional(commands.get('icc'), (_, value) => readIcc(value));
  const format = readFormat(commands.get('fmt')?.value, (pixels === 'image' ? profiles.requested?.colour : undefined) ?? defaultColourOf(pixels));
  const planOf = (image: ImageFacts): ColourPlan => planColour(image, format.colour, profiles, icc, serving);
  const drawing = pixels === 'mask' ? drawView(plan, { colour: 'gray', conversionOf: () => undefined })
    : drawView(plan, { colour: format.colour, conversionOf: (image) => planOf(image).conversion });
  refuseDear(drawing);
  const profile = pixels === 'mask' ? undefined : planOf(lowestImage(plan.composition) ?? colourOnly(format.colour)).profile;
  return {
    version: 3, kind: pixels, reply: plan.placed.reply, drawing, profile,
    isProfileEmbedded: profile !== undefined && (optional(commands.get('iccembed'), readFlag) ?? false),
    background: optional(commands.get('bgc'), readColour) ?? (kind === 'tmb' ? serving.thumbBkgColor : serving.bkgColor),
    format: pixels === 'mask' ? maskFormat(format) : format,
    ...readQuality(commands.get('qlt'), serving),
    printResPpi: optional(commands.get('printres'), readPrintRes) ?? lowestImage(plan.composition)?.resolutionPpi ?? serving.printResolution,
  };
}

/** What colours alone are: of the reply's own type, without a profile. */
function colourOnly(colour: ColourSpace): ImageFacts {
  return {
    widthPx: 1, heightPx: 1, resolutionPpi: undefined, colour, bitsPerComponent: 8, hasAlpha: false, iccProfileName: undefined, levels: [],
    photoshopPathNames: [], hasXmp: false,
  };
}

/** A mask is gray whatever was asked, and has no alpha of its own. */
function maskFormat(format: OutputFormat): OutputFormat {
  return { ...format, hasAlpha: false, colour: format.codec === 'webp' || format.codec === 'avif' ? 'rgb' : 'gray' };
}
