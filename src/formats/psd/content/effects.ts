import { byteReader, type ByteSource } from '../../bytes.ts';
import { blendModeOf } from '../layers/blend-modes.ts';
import { readBlock, type PsdBlock } from '../layers/blocks.ts';
import { colourIn } from './colour.ts';
import { readVersionedDescriptor, type PsdDescriptor } from './descriptor.ts';
import type { PsdEffect, PsdEffects } from './effect-types.ts';
import { readOldEffects } from './old-effects.ts';
import { choiceIn, descriptorIn, flagIn, listIn, numberIn } from './values.ts';

/** Effects are a few kilobytes; patterns and gradients in them more. */
const maxBlockBytes = 4 * 2 ** 20;

/** Key of an effect alone, and that of a list of several of its kind. */
const kinds: readonly (readonly [PsdEffect['kind'], string, string])[] = [
  ['dropShadow', 'DrSh', 'dropShadowMulti'], ['innerShadow', 'IrSh', 'innerShadowMulti'], ['outerGlow', 'OrGl', ''], ['innerGlow', 'IrGl', ''],
];
const otherKinds: readonly (readonly [string, string])[] = [
  ['ebbl', ''], ['SoFi', 'solidFillMulti'], ['GrFl', 'gradientFillMulti'], ['ChFX', ''], ['FrFX', 'frameFXMulti'], ['patternFill', ''],
];

/** Reads the effects of a layer or group.
 *  @param globalLightDeg Of the document.
 *  @returns Undefined when it has none.
 *  @throws BROKEN_FILE
 *  @source Adobe Photoshop file formats specification, "Object-based effects layer info", "Effects layer info" */
export function readPsdEffects(source: ByteSource, blocks: readonly PsdBlock[], globalLightDeg: number): PsdEffects | undefined {
  const block = (key: string): PsdBlock | undefined => blocks.find((candidate) => candidate.key === key);
  const chosen = block('lmfx') ?? block('lfx2') ?? block('lfxs');
  const old = block('lrFX');
  if (chosen) {
    const content = readBlock(source, chosen, maxBlockBytes);
    // A version of the effects comes before that of the descriptor.
    return effectsOf(readVersionedDescriptor(content, 4).descriptor, globalLightDeg);
  }
  return old && readOldEffects(byteReader(readBlock(source, old, maxBlockBytes), 'big', 'Photoshop effects'), globalLightDeg);
}

function effectsOf(all: PsdDescriptor, globalLightDeg: number): PsdEffects {
  const of = (key: string, listKey: string): readonly PsdDescriptor[] => {
    const several = listKey === '' ? [] : listIn(all, listKey);
    const one = descriptorIn(all, key);
    return several.length > 0 ? several : one ? [one] : [];
  };
  return {
    areHidden: flagIn(all, 'masterFXSwitch') === false,
    effects: kinds.flatMap(([kind, key, listKey]) => of(key, listKey).filter(isPresent).map((effect) => effectOf(kind, effect, globalLightDeg))),
    others: otherKinds.filter(([key, listKey]) => of(key, listKey).some((effect) => isPresent(effect) && flagIn(effect, 'enab') === true)).map(([key]) => key),
  };
}

function isPresent(effect: PsdDescriptor): boolean {
  return flagIn(effect, 'present') !== false;
}

function effectOf(kind: PsdEffect['kind'], effect: PsdDescriptor, globalLightDeg: number): PsdEffect {
  return {
    kind,
    isEnabled: flagIn(effect, 'enab') ?? false,
    blendMode: blendModeOf(choiceIn(effect, 'Md') ?? ''),
    colour: colourIn(effect, 'Clr'),
    opacity: numberIn(effect, 'Opct') ?? 100,
    angleDeg: flagIn(effect, 'uglg') === true ? globalLightDeg : numberIn(effect, 'lagl') ?? globalLightDeg,
    distancePx: numberIn(effect, 'Dstn') ?? 0,
    sizePx: numberIn(effect, 'blur') ?? 0,
    spread: numberIn(effect, 'Ckmt') ?? 0,
    noise: numberIn(effect, 'Nose') ?? 0,
    isFromCentre: choiceIn(effect, 'glwS') === 'SrcC',
  };
}
