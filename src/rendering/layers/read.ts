import { badRequest } from '../failures.ts';
import type { Command, Commands } from '../grammar/merge.ts';
import type { Point } from '../size/placing.ts';
import type { Size } from '../size/types.ts';
import { blendModes, maskUses, type BlendMode, type MaskUse } from '../types.ts';
import { clamp, maxEdgePx, readReal, readReals } from '../values/numbers.ts';

const blendAliases: Readonly<Record<string, BlendMode>> = { normal: 'norm', multiply: 'mult' };

export function readBlend(command: Command | undefined): BlendMode {
  if (!command) return 'norm';
  const word = command.value.trim().toLowerCase();
  const mode = blendModes.find((one) => one === word) ?? (Object.hasOwn(blendAliases, word) ? blendAliases[word] : undefined);
  if (mode === undefined) throw badRequest(`expected one of ${blendModes.join(', ')} for blendMode but received ${word}`);
  return mode;
}

export function readMaskUse(command: Command | undefined): MaskUse {
  const word = command?.value.trim().toLowerCase() ?? 'norm';
  const use = maskUses.find((one) => one === word);
  if (use === undefined) throw badRequest(`expected one of ${maskUses.join(', ')} for maskUse but received ${word}`);
  return use;
}

/** `opac`: how much of a layer, and of its foreground besides, is seen; both 0..1. */
export function readOpacity(command: Command | undefined): { readonly whole: number; readonly fill: number } {
  const [whole = 100, fill = 100] = command ? readReals('opac', command.value) : [];
  return { whole: clamp(whole, 0, 100) / 100, fill: clamp(fill, 0, 100) / 100 };
}

export function readAngle(command: Command | undefined): number {
  return command ? readReal(command.name, command.value) % 360 : 0;
}

export function isSwitchedOn(command: Command | undefined): boolean {
  if (!command) return false;
  const value = command.value.trim().toLowerCase();
  if (!/^(0|1|true|false)$/.test(value)) throw badRequest(`expected 0 or 1 for ${command.name} but received ${value}`);
  return value === '1' || value === 'true';
}

/** A point of the source. @param source Its size, which `anchorN` is relative to. */
export function readAnchor(commands: Commands, source: Size): Point | undefined {
  return pointOf(commands.get('anchor'), 'anchorn', { byX: source.widthPx, byY: source.heightPx, x: source.widthPx / 2, y: source.heightPx / 2 });
}

/** A point of the layer when everything is done. */
export function readOrigin(commands: Commands, rect: Size): Point | undefined {
  return pointOf(commands.get('origin'), 'originn', { byX: rect.widthPx, byY: rect.heightPx, x: rect.widthPx / 2, y: rect.heightPx / 2 });
}

/** Distance of the origins. @param base Size of layer 0, or of the canvas. */
export function readPos(commands: Commands, base: Size): Point {
  return pointOf(commands.get('pos'), 'posn', { byX: base.widthPx, byY: base.heightPx, x: 0, y: 0 }) ?? { x: 0, y: 0 };
}

function pointOf(
  command: Command | undefined, normalised: string, unit: { readonly byX: number; readonly byY: number; readonly x: number; readonly y: number },
): Point | undefined {
  if (!command) return undefined;
  const [x = 0, y = 0] = readReals(command.name, command.value);
  const point = command.name === normalised ? { x: unit.x + x * unit.byX, y: unit.y + y * unit.byY } : { x, y };
  const isFar = Math.abs(point.x) > maxEdgePx || Math.abs(point.y) > maxEdgePx;
  if (isFar) throw badRequest(`expected pixels up to ${maxEdgePx} for ${command.name} but received ${command.value}`);
  return point;
}
