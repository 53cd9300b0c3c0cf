import type { Json } from '#base';
import { readableBytes } from './bar.ts';

type Facts = { readonly [name: string]: Json };

/** Times for people: `3 ms`, `1.2 s`, `2 min 5 s`. */
export function readableTime(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** What a file said of itself, in a line: its kind and size, then what is known of its picture. */
export function factsText(probe: Facts | undefined, sizeBytes: number | undefined): string {
  const size = sizeBytes === undefined ? [] : [readableBytes(sizeBytes)];
  if (probe === undefined) return size.join('');
  const { kind, image, fileName: _fileName, extension: _extension, isHidden: _isHidden, type: _type, sizeBytes: _size, ...rest } = probe;
  return [...words(kind), ...size, ...(isFacts(image) ? [pictureText(image)] : []), settingsText(rest)].filter((part) => part !== '').join(' · ');
}

function pictureText(image: Facts): string {
  const {
    format: _format, widthPx, heightPx, colour, bitsPerComponent, hasAlpha, isFloat, pages, orientation, resolutionPpi, profile, ...rest
  } = image;
  return [
    `${String(widthPx)} × ${String(heightPx)} px`, `${String(colour)} ${String(bitsPerComponent)} bit${isFloat === true ? ' float' : ''}`,
    ...(hasAlpha === true ? ['alpha'] : []), ...(Number(pages) > 1 ? [`${String(pages)} pages`] : []),
    ...(Number(orientation) > 1 ? [`orientation ${String(orientation)}`] : []), ...(resolutionPpi === undefined ? [] : [`${String(resolutionPpi)} ppi`]),
    isFacts(profile) ? `profile ${typeof profile['name'] === 'string' ? profile['name'] : 'without a name'}` : `${String(profile ?? 'no')} profile`.replace('none', 'no'),
    settingsText(rest),
  ].filter((part) => part !== '').join(' · ');
}

/** Settings in a line: `optimized · 6 levels, 3000×2000 … 94×63 · colour jpeg quality 95`. What is off is left out. */
export function settingsText(settings: Facts): string {
  return Object.entries(settings).toSorted(([left], [right]) => Number(right === 'role') - Number(left === 'role')).flatMap(([name, value]) => {
    const text = valueText(value);
    if (text === undefined) return [];
    if (name === 'levels' || name === 'role') return [text];
    if (value === true) return [spaced(name).replace(/^(is|has) /, '')];
    const [, plain = name, unit] = /^(.*?)(Px|Ppi|Ms|Deg)?$/.exec(name) ?? [];
    return [`${spaced(plain)} ${text}${unit === undefined ? '' : ` ${unit.toLowerCase()}`}`];
  }).join(' · ');
}

/** Undefined for what is off or empty. */
function valueText(value: Json): string | undefined {
  if (value === null || value === false || value === '') return undefined;
  if (Array.isArray(value)) return listText(value as readonly Json[]);
  if (!isFacts(value)) return String(value);
  const size = sizeText(value);
  if (size !== undefined) return size;
  const { kind, ...rest } = value;
  return [...words(kind), settingsText(rest)].filter((part) => part !== '').join(' ').replaceAll(' · ', ' ') || undefined;
}

function listText(list: readonly Json[]): string | undefined {
  if (list.length === 0) return undefined;
  const sizes = list.map((one) => (isFacts(one) ? sizeText(one) : undefined));
  if (sizes.every((size) => size !== undefined)) return `${sizes.length} level${sizes.length === 1 ? '' : 's'}, ${[...new Set([sizes[0], sizes.at(-1)])].join(' … ')}`;
  return list.map((one) => valueText(one) ?? '').join(', ');
}

function sizeText(value: Facts): string | undefined {
  const { widthPx, heightPx, xPx, yPx, ...rest } = value;
  if (typeof widthPx !== 'number' || typeof heightPx !== 'number' || Object.keys(rest).length > 0) return undefined;
  return xPx === undefined ? `${widthPx}×${heightPx}` : `${widthPx}×${heightPx} at ${String(xPx)},${String(yPx)}`;
}

function words(value: Json | undefined): readonly string[] {
  return typeof value === 'string' ? [value] : [];
}

/** `isXmpCopied` → `is xmp copied`. */
function spaced(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

function isFacts(value: Json | undefined): value is Facts {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
