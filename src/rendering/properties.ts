import { createHash } from 'node:crypto';
import type { Asset, ImageFacts } from '#library';
import type { ColourSpace } from '#ports';
import { profileName } from './colour/plan.ts';
import { builtInProfiles, type ColourProfiles } from './colour/profiles.ts';
import { sourceOf } from './plan-read.ts';
import type { ImageServing } from './settings.ts';
import type { Recipe } from './types.ts';
import type { Understood } from './understand.ts';
import { hexOf } from './values/colour.ts';
import { mimeOf } from './values/format.ts';
import { roundPosition } from './values/numbers.ts';

/** Dotted names and their values. */
export type Properties = Readonly<Record<string, string>>;

const pixelTypes: Readonly<Record<ColourSpace, string>> = { gray: 'BW', rgb: 'RGB', cmyk: 'CMYK' };

/** `req=props`: what the reply to the same request as an image would be.
 *  @param asset The path object; undefined for a company alone.
 *  @param lengthBytes Of the cached reply, 0 when it is not cached. @source delivery, §4.3 */
export function replyProperties(recipe: Recipe, { assets }: Pick<Understood, 'assets'>, asset: Asset | undefined, lengthBytes: number): Properties {
  const { format } = recipe;
  return {
    'image.bgc': hexOf(recipe.background), 'image.height': String(recipe.reply.heightPx), 'image.iccEmbed': recipe.isProfileEmbedded ? '1' : '0',
    'image.iccProfile': profileName(recipe.profile, assets.find(({ image }) => image)?.image ?? noPicture), 'image.length': String(lengthBytes),
    'image.mask': format.hasAlpha ? '1' : '0', 'image.pathEmbed': '0', 'image.pixTyp': pixelTypes[format.colour],
    'image.printRes': realText(recipe.printResPpi), 'image.quality': String(recipe.quality), 'image.type': mimeOf(format),
    'image.version': versionOf(assets), 'image.width': String(recipe.reply.widthPx), 'image.xmpEmbed': '0',
    'metadata.version': digest(['', '', asset?.userData ?? '', '']),
  };
}

/** A template without a picture of its own. */
const noPicture: ImageFacts = {
  widthPx: 0, heightPx: 0, resolutionPpi: undefined, colour: 'rgb', bitsPerComponent: 8, hasAlpha: false, iccProfileName: undefined, levels: [],
  photoshopPathNames: [], hasXmp: false,
};

/** `req=imageprops`: the record itself. @param path Its full object name. @source delivery, §4.4 */
export function recordProperties(asset: Asset, path: string, serving: ImageServing, profiles: ColourProfiles = builtInProfiles): Properties {
  const image = asset.type === 'Template' && !asset.image ? noPicture : sourceOf(asset).image;
  const { widthPx, heightPx } = image;
  const resolution = image.resolutionPpi;
  return {
    'image.anchor': `${asset.anchorXPx ?? roundPosition(widthPx / 2)},${asset.anchorYPx ?? roundPosition(heightPx / 2)}`,
    'image.expiration': realText(serving.expirationHours), 'image.height': String(heightPx), 'image.width': String(widthPx),
    'image.iccProfile': image.iccProfileName ?? profiles.input[image.colour]?.name ?? '',
    'image.embeddedIccProfile': image.iccProfileName === undefined ? '0' : '1',
    'image.embeddedPhotoshopPaths': image.photoshopPathNames.length > 0 ? '1' : '0', 'image.embeddedXmpData': image.hasXmp ? '1' : '0',
    'image.mask': asset.artifacts.mask ? '3' : '0', 'image.modifier': asset.urlModifier, 'image.postModifier': asset.urlPostApplyModifier,
    'image.photoshopPathNames': image.photoshopPathNames.join(','), 'image.pixTyp': pixelTypes[image.colour],
    'image.printRes': realText(resolution ?? serving.printResolution), 'image.resolution': realText(resolution ?? serving.resolution),
    'image.timeStamp': timeStamp(asset.modifiedAt), 'image.thumbRes': realText(serving.thumbRes), 'image.thumbType': String(serving.thumbType),
    'image.translatedId': path,
  };
}

/** Of a request: that of its one record, or one that changes with each of them. */
function versionOf(assets: readonly Asset[]): string {
  const [only] = assets;
  return assets.length === 1 ? imageVersion(only!) : digest(assets.map(imageVersion));
}

/** 22 characters that change with the source files and the record's own commands. @source delivery, §4.3 */
export function imageVersion(asset: Asset): string {
  const files = [asset.artifacts.optimized, asset.artifacts.preview, asset.artifacts.mask].map((file) => file?.blobId ?? '');
  return digest([...files, asset.urlModifier, asset.urlPostApplyModifier]);
}

/** Nothing but separators counts as nothing, so that an empty record has the digest of no bytes. */
function digest(parts: readonly string[]): string {
  return createHash('md5').update(parts.every((part) => part === '') ? '' : parts.join('\0')).digest('base64url');
}

/** `MM/dd/yyyy HH:mm:ss GMT` */
export function timeStamp(moment: Date): string {
  const [date = '', time = ''] = moment.toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${month}/${day}/${year} ${time.slice(0, 8)} GMT`;
}

/** At least one decimal: `72.0`. */
export function realText(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
