import { Failure, type Setting } from '#base';
import { readColour, type Colour } from './values/colour.ts';
import type { Limit } from './size/types.ts';

export type ResampleMode = 'bilin' | 'bicub' | 'sharp2' | 'bisharp' | 'trilin';

/** How images are served: the server's defaults, each of which a company may replace. @source delivery, §8.1 */
export type ImageServing = {
  readonly defaultPix: Limit;
  readonly defaultThumbPix: Limit;
  readonly maxPix: Limit;
  readonly maxPixels: number;
  readonly bkgColor: Colour;
  readonly thumbBkgColor: Colour;
  readonly jpegQuality: { readonly quality: number; readonly isFullChroma: boolean };
  readonly resMode: ResampleMode;
  readonly usmMinRadiusPx: number;
  readonly applyEffectMask: boolean;
  readonly upscaleSingle: boolean;
  readonly expirationHours: number;
  readonly defaultExpirationHours: number;
  readonly nonImgExpirationHours: number;
  readonly useLastModified: boolean;
  readonly defaultImage: string;
  readonly defaultImageMode: number;
  readonly errorDetail: number;
  readonly notFoundStatus: number;
  readonly debugHeaders: boolean;
  readonly isUnknownMacroError: boolean;
  readonly thumbType: number;
  readonly thumbHorizAlign: number;
  readonly thumbVertAlign: number;
  readonly thumbRes: number;
  readonly resolution: number;
  readonly printResolution: number;
  /** Of texts that name none; empty: the company's first. */
  readonly defaultFont: string;
  readonly synthesizeFontStyles: boolean;
  /** Names of profiles; empty: none, and for CMYK the company's own. */
  readonly iccProfileRgb: string;
  readonly iccProfileGray: string;
  readonly iccProfileCmyk: string;
  /** Names of profiles; empty: those of the reply. */
  readonly iccProfileSrcRgb: string;
  readonly iccProfileSrcGray: string;
  readonly iccProfileSrcCmyk: string;
  /** 0 perceptual, 1 relative, 2 saturation, 3 absolute. */
  readonly iccRenderIntent: number;
  readonly iccBlackPointCompensation: boolean;
  readonly iccDither: boolean;
};

type Row<V> = {
  /** As companies write it, without regard to case and dots. */
  readonly name: string;
  readonly default: string;
  readonly expected: string;
  readonly unit?: string;
  readonly meaning: string;
  /** Undefined when the text is not acceptable. */
  readonly read: (text: string) => V | undefined;
};

const rows: { readonly [K in keyof ImageServing]: Row<ImageServing[K]> } = {
  defaultPix: { name: 'defaultPix', default: '400,400', unit: 'px', expected: 'width,height', meaning: 'Largest reply to a request without wid, hei and scl; 0 leaves a side free.', read: readLimit },
  defaultThumbPix: { name: 'defaultThumbPix', default: '100,100', unit: 'px', expected: 'width,height', meaning: 'Size of thumbnails (req=tmb) without wid and hei; 0 is the size of the image.', read: readLimit },
  maxPix: { name: 'maxPix', default: '5000,5000', unit: 'px', expected: 'width,height', meaning: 'Largest width and height of a reply; 0 leaves a side free.', read: readLimit },
  maxPixels: { name: 'limits.maxPixels', default: '25000000', unit: 'px', expected: 'a whole number from 1 to 400000000', meaning: 'Most pixels of a reply, whatever its sides.', read: whole(1, 400_000_000) },
  bkgColor: { name: 'bkgColor', default: 'ffffff', expected: 'a colour', meaning: 'Colour of uncovered and transparent areas of images.', read: readColourText },
  thumbBkgColor: { name: 'thumbBkgColor', default: 'ffffff', expected: 'a colour', meaning: 'The same for thumbnails.', read: readColourText },
  jpegQuality: { name: 'jpegQuality', default: '80,0', expected: 'quality from 1 to 100, then 0 (4:2:0) or 1 (4:4:4)', meaning: 'JPEG quality and chroma of replies without qlt.', read: readQuality },
  resMode: { name: 'resMode', default: 'sharp2', expected: 'bilin, bicub, sharp2, bisharp, trilin or their number 1 to 6', meaning: 'Resampling of replies without resMode.', read: readResampleMode },
  usmMinRadiusPx: { name: 'usm.minRadius', default: '0.2', unit: 'px', expected: 'a number from 0 to 250', meaning: 'Radius that op_usm keeps at least when it is scaled down with the image.', read: (text) => (/^\d{1,3}(\.\d{1,6})?$/.test(text) && Number(text) <= 250 ? Number(text) : undefined) },
  applyEffectMask: { name: 'applyEffectMask', default: '1', expected: '0 or 1', meaning: 'Are outer effects kept from showing through their layer?', read: flag },
  upscaleSingle: { name: 'view.upscaleSingle', default: '1', expected: '0 or 1', meaning: 'Does wid or hei alone enlarge?', read: flag },
  expirationHours: { name: 'expiration', default: '10', unit: 'h', expected: 'hours, or -1 for never', meaning: 'How long caches may keep images and static content.', read: hours },
  defaultExpirationHours: { name: 'defaultExpiration', default: '1', unit: 'h', expected: 'hours, or -1 for never', meaning: 'How long caches may keep default images.', read: hours },
  nonImgExpirationHours: { name: 'nonImgExpiration', default: '0.1', unit: 'h', expected: 'hours, or -1 for never', meaning: 'How long caches may keep properties and sets.', read: hours },
  useLastModified: { name: 'useLastModified', default: '0', expected: '0 or 1', meaning: 'Send Last-Modified with images.', read: flag },
  defaultImage: { name: 'defaultImage', default: '', expected: 'an object', meaning: 'Image shown where the one asked for is missing; empty for none.', read: (text) => text },
  defaultImageMode: { name: 'defaultImageMode', default: '0', expected: '0 or 1', meaning: 'The default image replaces 0 the whole request but wid, hei, fmt and qlt, or 1 the missing source alone.', read: whole(0, 1) },
  errorDetail: { name: 'errorDetail', default: '0', expected: 'a whole number from 0 to 3', meaning: 'What error replies say: 0 and 1 the title, 2 details, 3 a stack trace.', read: whole(0, 3) },
  notFoundStatus: { name: 'errors.notFoundStatus', default: '403', expected: '403 or 404', meaning: 'HTTP status for what does not exist.', read: (text) => (text === '403' || text === '404' ? Number(text) : undefined) },
  debugHeaders: { name: 'debugHeaders', default: '0', expected: '0 or 1', meaning: 'Send X-IS-Error and X-IS-Ignored.', read: flag },
  isUnknownMacroError: { name: 'unknownMacro', default: 'ignore', expected: 'ignore or error', meaning: 'What an image preset that does not exist does to a request.', read: (text) => (text === 'error' ? true : text === 'ignore' ? false : undefined) },
  thumbType: { name: 'thumbType', default: '2', expected: 'a whole number from 1 to 3', meaning: 'Thumbnails are 1 cropped, 2 fitted, 3 textures.', read: whole(1, 3) },
  thumbHorizAlign: { name: 'thumbHorizAlign', default: '2', expected: 'a whole number from 1 to 3', meaning: 'Thumbnails stand 1 left, 2 centred, 3 right.', read: whole(1, 3) },
  thumbVertAlign: { name: 'thumbVertAlign', default: '2', expected: 'a whole number from 1 to 3', meaning: 'Thumbnails stand 1 at the top, 2 centred, 3 at the bottom.', read: whole(1, 3) },
  thumbRes: { name: 'thumbRes', default: '1', expected: 'a number above 0', meaning: 'Resolution textures are shown at.', read: positive },
  resolution: { name: 'resolution', default: '1', expected: 'a number above 0', meaning: 'Resolution of images that have none.', read: positive },
  printResolution: { name: 'printResolution', default: '72', unit: 'ppi', expected: 'a number above 0', meaning: 'Print resolution of images that have none.', read: positive },
  defaultFont: { name: 'defaultFont', default: '', expected: 'the name of a font', meaning: "Font of texts that name none; empty for the company's first one.", read: (text) => text },
  synthesizeFontStyles: { name: 'synthesizeFontStyles', default: '1', expected: '0 or 1', meaning: 'Are bold and italic letters made of others where a font lacks them?', read: flag },
  iccProfileRgb: { name: 'iccProfileRgb', default: 'sRGB', expected: 'the id or name of a profile', meaning: 'Profile of RGB replies.', read: (text) => text },
  iccProfileGray: { name: 'iccProfileGray', default: '', expected: 'the id or name of a profile', meaning: 'Profile of gray replies; empty for none.', read: (text) => text },
  iccProfileCmyk: { name: 'iccProfileCmyk', default: '', expected: 'the id or name of a profile', meaning: "Profile of CMYK replies; empty for the company's default source profile.", read: (text) => text },
  iccProfileSrcRgb: { name: 'iccProfileSrcRgb', default: '', expected: 'the id or name of a profile', meaning: 'Profile of RGB images without one; empty for that of RGB replies.', read: (text) => text },
  iccProfileSrcGray: { name: 'iccProfileSrcGray', default: '', expected: 'the id or name of a profile', meaning: 'Profile of gray images without one; empty for that of gray replies.', read: (text) => text },
  iccProfileSrcCmyk: { name: 'iccProfileSrcCmyk', default: '', expected: 'the id or name of a profile', meaning: 'Profile of CMYK images without one; empty for that of CMYK replies.', read: (text) => text },
  iccRenderIntent: { name: 'iccRenderIntent', default: '1', expected: 'a whole number from 0 to 3', meaning: 'Colours are converted 0 perceptually, 1 relative, 2 by saturation, 3 absolute.', read: whole(0, 3) },
  iccBlackPointCompensation: { name: 'iccBlackPointCompensation', default: '1', expected: '0 or 1', meaning: 'Is the darkest colour of one profile made that of the other?', read: flag },
  iccDither: { name: 'iccDither', default: '0', expected: '0 or 1', meaning: 'Is rounding spread over neighbouring pixels?', read: flag },
};
const keys = Object.keys(rows) as (keyof ImageServing)[];

/** The server's defaults as settings of the product. */
export const imageServingSettings: readonly Setting[] = keys.map((key) => ({
  name: variableOf(key), kind: 'text', default: rows[key].default, meaning: `${rows[key].meaning} Per company: ${rows[key].name}.`,
  ...(rows[key].unit && { unit: rows[key].unit }),
}));

/** Reads the server's defaults. @param textOf Value of a setting by name; undefined: its default.
 *  @throws BAD_SETTING */
export function readImageServing(textOf: (name: string) => string | undefined = () => undefined): ImageServing {
  return Object.fromEntries(keys.map((key) => {
    const text = (textOf(variableOf(key)) ?? rows[key].default).trim();
    const value = rows[key].read(text);
    if (value === undefined) throw new Failure('BAD_SETTING', { name: variableOf(key), expected: rows[key].expected, received: text });
    return [key, value];
  })) as ImageServing;
}

/** Lays a company's settings over the server's. What it wrote wrongly is passed over and named.
 *  @param texts By name, without regard to case and dots. */
export function mergeImageServing(
  defaults: ImageServing, texts: Readonly<Record<string, string>>,
): { readonly serving: ImageServing; readonly wrong: readonly string[] } {
  const byName = new Map(Object.entries(texts).map(([name, text]) => [plainName(name), text.trim()]));
  const wrong: string[] = [];
  const changes = keys.flatMap((key) => {
    const text = byName.get(plainName(rows[key].name));
    if (text === undefined) return [];
    const value = rows[key].read(text);
    if (value === undefined) wrong.push(rows[key].name);
    return value === undefined ? [] : [[key, value]];
  });
  return { serving: { ...defaults, ...Object.fromEntries(changes) }, wrong };
}

function variableOf(key: keyof ImageServing): string {
  return `PREPRESS_IS_${rows[key].name.replace(/([a-z])([A-Z])|\./g, (_, before?: string, after?: string) => (before ? `${before}_${after}` : '_')).toUpperCase()}`;
}

function plainName(name: string): string {
  return name.replaceAll('.', '').toLowerCase();
}

function readLimit(text: string): Limit | undefined {
  const match = /^(\d{1,7})\s*,\s*(\d{1,7})$/.exec(text);
  return match ? { widthPx: Number(match[1]), heightPx: Number(match[2]) } : undefined;
}

function readColourText(text: string): Colour | undefined {
  try {
    return readColour('setting', text);
  } catch {
    return undefined;
  }
}

function readQuality(text: string): ImageServing['jpegQuality'] | undefined {
  const match = /^(\d{1,3})(?:\s*,\s*([01]))?$/.exec(text);
  const quality = Number(match?.[1]);
  return match && quality >= 1 && quality <= 100 ? { quality, isFullChroma: match[2] === '1' } : undefined;
}

const resampleModes: Readonly<Record<string, ResampleMode>> = {
  1: 'sharp2', 2: 'bilin', 3: 'bicub', 4: 'sharp2', 5: 'bisharp', 6: 'trilin',
  sharp: 'sharp2', bilin: 'bilin', bicub: 'bicub', sharp2: 'sharp2', bisharp: 'bisharp', trilin: 'trilin',
};

export function readResampleMode(text: string): ResampleMode | undefined {
  const name = text.trim().toLowerCase();
  return Object.hasOwn(resampleModes, name) ? resampleModes[name] : undefined;
}

function whole(least: number, most: number): (text: string) => number | undefined {
  return (text) => (/^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined);
}

function flag(text: string): boolean | undefined {
  return /^(1|true)$/i.test(text) ? true : /^(0|false)$/i.test(text) ? false : undefined;
}

function hours(text: string): number | undefined {
  const value = Number(text);
  return text !== '' && (value === -1 || (value >= 0 && value <= 100_000)) ? value : undefined;
}

function positive(text: string): number | undefined {
  const value = Number(text);
  return value > 0 && value <= 100_000 ? value : undefined;
}
