import { badRequest } from '../failures.ts';
import type { Command, Commands } from '../grammar/merge.ts';
import type { Operation } from '../types.ts';
import { clamp, readReal, readReals } from '../values/numbers.ts';
import { convertColour, readColour } from '../values/colour.ts';
import { isSwitchedOn } from './read.ts';

export type OperationScale = {
  /** From the pixels a command is written for to those it works on. */
  readonly pixels: number;
  /** From the full resolution of the source to what is shown, for `op_usm`. */
  readonly resolution: number;
  /** What scaling leaves at least of the radius of `op_usm`. */
  readonly leastRadiusPx: number;
};

/** Operations on the pixels of a layer or the composite, in the order of the protocol. */
export function readOperations(commands: Commands, scale: OperationScale): readonly Operation[] {
  return [
    ...readColorize(commands.get('op_colorize')), ...readRadius(commands.get('op_grow'), 'grow', -100, scale),
    ...readRadius(commands.get('op_blur'), 'blur', 0, scale),
  ];
}

/** Sharpening, which under the composite waits for the finished view. */
export function readSharpening(commands: Commands, scale: OperationScale): readonly Operation[] {
  return [
    ...readUnsharp(commands.get('op_usm'), Math.min(1, scale.resolution), scale.leastRadiusPx), ...readUnsharp(commands.get('op_usmr'), 1, 0),
    ...(isSwitchedOn(commands.get('op_sharpen')) ? [{ kind: 'sharpen' } as const] : []),
  ];
}

function readRadius(command: Command | undefined, kind: 'grow' | 'blur', least: number, scale: OperationScale): readonly Operation[] {
  const radius = command ? clamp(readReal(command.name, command.value), least, 100) * scale.pixels : 0;
  return radius === 0 ? [] : [{ kind, radiusPx: radius }];
}

function readUnsharp(command: Command | undefined, scale: number, leastRadiusPx: number): readonly Operation[] {
  if (!command) return [];
  const [amount = 0, radius = 1, threshold = 0, mono = 0] = readReals(command.name, command.value);
  const radiusPx = clamp(radius, 0, 250);
  if (clamp(amount, 0, 5) === 0 || radiusPx === 0) return [];
  return [{
    kind: 'unsharp',
    mask: {
      amount: clamp(amount, 0, 5), radiusPx: Math.max(leastRadiusPx, radiusPx * scale), threshold: clamp(threshold, 0, 255),
      isMonochrome: mono >= 0.5,
    },
  }];
}

/** `colour[,off|norm[,contrast]]`; a colour of three numbers takes the first three items. */
function readColorize(command: Command | undefined): readonly Operation[] {
  if (!command) return [];
  const items = command.value.split(',').map((item) => item.trim());
  const word = items.findIndex((item) => /^(off|norm)$/i.test(item));
  const colour = readColour(command.name, (word < 0 ? items : items.slice(0, word)).join(','));
  const contrast = word < 0 || items[word + 1] === undefined ? 0 : readReal(command.name, items[word + 1]!);
  if (colour.space === 'cmyk') throw badRequest('expected an RGB colour for op_colorize');
  return [{
    kind: 'colorize', colour: convertColour(colour, 'rgb'), isNormalised: word < 0 || items[word]!.toLowerCase() === 'norm', contrast: clamp(contrast, 0, 100),
  }];
}
