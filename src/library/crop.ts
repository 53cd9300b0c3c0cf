import type { Publication } from './types.ts';

type Rectangle = NonNullable<Publication['crop']>;
type Merged = { readonly modifier: string; readonly isRemoved: boolean };
type CropChange = Pick<Publication, 'crop' | 'cropOrigin' | 'preserveCrop' | 'image'>;

/** The URL modifier after an upload, by the truth table of crops. Only its `crop=` term changes.
 *  @param oldModifier Empty for a new asset.
 *  @returns `isRemoved`: a kept crop lay outside the new image.
 *  @source specification of UploadPostJob, §3.5 */
export function mergeCrop(oldModifier: string, change: CropChange): Merged {
  const kept = change.preserveCrop ? cropTerm(oldModifier) : undefined;
  const isNewCropWanted = change.crop && (kept === undefined || change.cropOrigin !== 'auto');
  if (change.crop && isNewCropWanted) return { modifier: withCrop(oldModifier, textOf(change.crop)), isRemoved: false };
  if (kept === undefined) return { modifier: withCrop(oldModifier, undefined), isRemoved: false };
  const fitted = fitInto(kept, change.image);
  return { modifier: withCrop(oldModifier, fitted), isRemoved: fitted === undefined };
}

/** The kept rectangle's text, cut to the image; undefined when nothing of it is left. What we cannot read stays. */
function fitInto(kept: string, image: Publication['image']): string | undefined {
  const numbers = kept.split(',').map(Number);
  const [x, y, width, height] = numbers;
  if (!image || numbers.length !== 4 || !numbers.every(Number.isFinite)) return kept;
  if (x === undefined || y === undefined || width === undefined || height === undefined) return kept;
  const left = Math.max(x, 0);
  const top = Math.max(y, 0);
  const right = Math.min(x + width, image.widthPx);
  const bottom = Math.min(y + height, image.heightPx);
  if (right <= left || bottom <= top) return undefined;
  const isInside = left === x && top === y && right === x + width && bottom === y + height;
  return isInside ? kept : textOf({ xPx: left, yPx: top, widthPx: right - left, heightPx: bottom - top });
}

function textOf(crop: Rectangle): string {
  return `${crop.xPx},${crop.yPx},${crop.widthPx},${crop.heightPx}`;
}

/** The value of the last `crop=` term: of two the last one counts. */
function cropTerm(modifier: string): string | undefined {
  return termsOf(modifier).findLast(isCrop)?.slice('crop='.length);
}

/** Puts the crop where the first one stood, else at the end; undefined takes it out. */
function withCrop(modifier: string, value: string | undefined): string {
  const terms = termsOf(modifier);
  const place = terms.findIndex(isCrop);
  const others = terms.filter((term) => !isCrop(term));
  if (value !== undefined) others.splice(place < 0 ? others.length : place, 0, `crop=${value}`);
  return others.join('&');
}

/** Splits at `&`, but not inside nested requests: their crops are none of ours. */
function termsOf(modifier: string): readonly string[] {
  const terms: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= modifier.length; at += 1) {
    const character = modifier[at];
    if (character === '{' || character === '(') depth += 1;
    if (character === '}' || character === ')') depth -= 1;
    if (character !== undefined && (character !== '&' || depth > 0)) continue;
    terms.push(modifier.slice(start, at));
    start = at + 1;
  }
  return terms.filter((term) => term !== '');
}

function isCrop(term: string): boolean {
  return term.toLowerCase().startsWith('crop=');
}
