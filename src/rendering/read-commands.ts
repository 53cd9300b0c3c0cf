import type { ColourSpace, Kernel } from '#ports';
import { badRequest } from './failures.ts';
import type { Command, Commands } from './grammar/merge.ts';
import type { ImageServing, ResampleMode } from './settings.ts';
import { readResampleMode } from './settings.ts';
import type { Edges, Flip } from './size/layer.ts';
import type { Rect, Size } from './size/types.ts';
import { fitModes, type ViewRequest } from './size/view.ts';
import { clamp, maxEdgePx, readFactor, readReal, readReals, readSize, roundPosition, roundSize } from './values/numbers.ts';

/** Reads a command when it is there. */
export function optional<V>(command: Command | undefined, read: (name: string, value: string) => V): V | undefined {
  return command && read(command.name, command.value);
}

export function readCrop(command: Command | undefined, width: number, height: number): Rect {
  if (!command) return { x: 0, y: 0, width, height };
  const isNormalised = command.name === 'cropn';
  const [x = 0, y = 0, w = isNormalised ? 1 : width, h = isNormalised ? 1 : height] = readReals(command.name, command.value);
  const [byX, byY] = isNormalised ? [width, height] : [1, 1];
  if (w <= 0 || h <= 0) throw badRequest(`expected a width and height above 0 for ${command.name} but received ${command.value}`);
  return bounded(command, { x: roundPosition(x * byX), y: roundPosition(y * byY), width: roundSize(w * byX), height: roundSize(h * byY) });
}

/** A rectangle of the composite; a width or height left out reaches to its edge. */
export function readRegion(command: Command | undefined, width: number, height: number): Rect {
  if (!command) return { x: 0, y: 0, width, height };
  const [x = 0, y = 0, w = width - x, h = height - y] = readReals(command.name, command.value);
  if (w <= 0 || h <= 0) throw badRequest(`expected a width and height above 0 for ${command.name} but received ${command.value}`);
  return bounded(command, { x: roundPosition(x), y: roundPosition(y), width: roundSize(w), height: roundSize(h) });
}

export function readRect(command: Command): { readonly rect: Rect; readonly factor: number } {
  const [x, y, width, height, factor = 1] = readReals(command.name, command.value);
  if (x === undefined || y === undefined || width === undefined || height === undefined || width <= 0 || height <= 0 || factor <= 0) {
    throw badRequest(`expected x,y,width,height,factor for rect but received ${command.value}`);
  }
  return { factor, rect: bounded(command, { x: roundPosition(x), y: roundPosition(y), width: roundSize(width), height: roundSize(height) }) };
}

function bounded(command: Command, rect: Rect): Rect {
  const isInside = [rect.x, rect.y, rect.width, rect.height].every((edge) => Math.abs(edge) <= maxEdgePx);
  if (!isInside) throw badRequest(`expected pixels up to ${maxEdgePx} for ${command.name} but received ${command.value}`);
  return rect;
}

/** @param base Size of layer 0, which `sizeN` is relative to; undefined where it has no meaning. */
export function readBox(command: Command | undefined, base: Size | undefined): { readonly widthPx: number; readonly heightPx: number } | undefined {
  if (!command || (command.name === 'sizen' && !base)) return undefined;
  const [byX, byY] = command.name === 'sizen' ? [base!.widthPx, base!.heightPx] : [1, 1];
  const [first = 0, second = 0] = readReals(command.name, command.value);
  const [width, height] = [Math.floor(first * byX + 0.5), Math.floor(second * byY + 0.5)];
  if (width < 0 || height < 0 || width > maxEdgePx || height > maxEdgePx) {
    throw badRequest(`expected a width and height from 0 to ${maxEdgePx} for ${command.name} but received ${command.value}`);
  }
  return { widthPx: width, heightPx: height };
}

/** `scale`, else `res` over the resolution of the record, else 1. */
export function readScale(commands: Commands, resolution: number): number {
  return optional(commands.get('scale'), readFactor) ?? (optional(commands.get('res'), readFactor) ?? resolution) / resolution;
}

export function readFlip(command: Command | undefined): Flip {
  const value = command?.value.trim().toLowerCase() ?? '';
  if (command && value !== 'lr' && value !== 'ud' && value !== 'lrud') throw badRequest(`expected lr, ud or lrud for flip but received ${value}`);
  return { isLeftRight: value.startsWith('lr'), isUpDown: value.endsWith('ud') };
}

/** @param layer Size before extending, for the normalised form. */
export function readExtend(command: Command | undefined, layer: { readonly widthPx: number; readonly heightPx: number }): Edges {
  if (!command) return { left: 0, top: 0, right: 0, bottom: 0 };
  const [byX, byY] = command.name === 'extendn' ? [layer.widthPx, layer.heightPx] : [1, 1];
  const [left = 0, top = 0, right = 0, bottom = 0] = readReals(command.name, command.value);
  const edges = { left: roundPosition(left * byX), top: roundPosition(top * byY), right: roundPosition(right * byX), bottom: roundPosition(bottom * byY) };
  if (Object.values(edges).some((edge) => Math.abs(edge) > maxEdgePx)) throw badRequest(`${command.name} is too large`);
  return edges;
}

/** The commands that lay out a view, save the region and the factor of `rect`. */
export function readViewCommands(commands: Commands, serving: ImageServing): Omit<ViewRequest, 'region' | 'rectFactor'> {
  const widthPx = optional(commands.get('wid'), readSize);
  const heightPx = optional(commands.get('hei'), readSize);
  const fit = optional(commands.get('fit'), readFit);
  if (fit && widthPx === undefined && heightPx === undefined) throw badRequest('fit needs wid or hei');
  const [alignX = 0, alignY = 0] = optional(commands.get('align'), readReals) ?? [];
  return {
    widthPx, heightPx, fit,
    inverseScale: optional(commands.get('scl'), readFactor),
    alignX: clamp(alignX, -1, 1), alignY: clamp(alignY, -1, 1),
    defaultPix: serving.defaultPix, isSingleSideEnlarged: serving.upscaleSingle,
    pixelRatio: optional(commands.get('dpr'), readPixelRatio) ?? 1,
  };
}

function readFit(name: string, value: string): NonNullable<ViewRequest['fit']> {
  const [word = '', enlarge = '0'] = value.toLowerCase().split(',').map((item) => item.trim());
  const mode = fitModes.find((one) => one === word);
  if (mode === undefined || (enlarge !== '0' && enlarge !== '1')) throw badRequest(`expected ${fitModes.join(', ')} for ${name} but received ${value}`);
  return { mode, mayEnlarge: enlarge === '1' };
}

function readPixelRatio(name: string, value: string): number {
  const [word = '', ratio = ''] = value.toLowerCase().split(',').map((item) => item.trim());
  if (word === 'off') return 1;
  if (word !== 'on') throw badRequest(`expected off or on,ratio for ${name} but received ${value}`);
  return ratio === '' ? 1 : readFactor(name, ratio);
}

export function readQuality(command: Command | undefined, serving: ImageServing): { readonly quality: number; readonly isFullChroma: boolean } {
  if (!command) return serving.jpegQuality;
  const [quality = serving.jpegQuality.quality, chroma] = readReals(command.name, command.value);
  return {
    quality: clamp(Math.floor(quality + 0.5), 1, 100),
    isFullChroma: chroma === undefined ? serving.jpegQuality.isFullChroma : chroma >= 0.5,
  };
}

/** The library's kernels nearest to the documented ones: `bisharp` asks for a cubic with a = −1, whose first lobe (−0.125
 *  at 1.5) is nearly Lanczos 3's (−0.135); `trilin` reads the larger of its two levels. @source delivery, §2.5 */
const kernels: Readonly<Record<ResampleMode, Kernel>> = {
  bilin: 'triangle', trilin: 'triangle', bicub: 'catmullRom', sharp2: 'lanczos3', bisharp: 'lanczos3',
};

export function readKernel(command: Command | undefined, serving: ImageServing): Kernel {
  const mode = command ? readResampleMode(command.value) : serving.resMode;
  if (mode === undefined || (command && /^\d/.test(command.value.trim()))) {
    throw badRequest(`expected bilin, bicub, sharp2, bisharp or trilin for resMode but received ${command?.value}`);
  }
  return kernels[mode];
}

export function readPrintRes(name: string, value: string): number {
  const dpi = readReal(name, value);
  if (dpi <= 0 || dpi > 65_535) throw badRequest(`expected a resolution above 0 for ${name} but received ${value}`);
  return dpi;
}

/** Pixel type of a reply that names none. */
export function defaultColourOf(kind: 'image' | 'mask'): ColourSpace {
  return kind === 'mask' ? 'gray' : 'rgb';
}
