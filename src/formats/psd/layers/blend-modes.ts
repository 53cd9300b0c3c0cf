/** How a layer or an effect mixes with what lies below; `unknown` where a writer knows one we do not. */
export type PsdBlendMode =
  | 'normal' | 'dissolve' | 'darken' | 'multiply' | 'colorBurn' | 'linearBurn' | 'darkerColor' | 'lighten' | 'screen' | 'colorDodge'
  | 'linearDodge' | 'lighterColor' | 'overlay' | 'softLight' | 'hardLight' | 'vividLight' | 'linearLight' | 'pinLight' | 'hardMix'
  | 'difference' | 'exclusion' | 'subtract' | 'divide' | 'hue' | 'saturation' | 'color' | 'luminosity' | 'passThrough' | 'unknown';

/** Key of a layer record, and the value that descriptors use: four characters for the old ones, a word for the rest. */
const modes: readonly (readonly [PsdBlendMode, string, string])[] = [
  ['normal', 'norm', 'Nrml'], ['dissolve', 'diss', 'Dslv'], ['darken', 'dark', 'Drkn'], ['multiply', 'mul ', 'Mltp'], ['colorBurn', 'idiv', 'CBrn'],
  ['linearBurn', 'lbrn', 'linearBurn'], ['darkerColor', 'dkCl', 'darkerColor'], ['lighten', 'lite', 'Lghn'], ['screen', 'scrn', 'Scrn'],
  ['colorDodge', 'div ', 'CDdg'], ['linearDodge', 'lddg', 'linearDodge'], ['lighterColor', 'lgCl', 'lighterColor'], ['overlay', 'over', 'Ovrl'],
  ['softLight', 'sLit', 'SftL'], ['hardLight', 'hLit', 'HrdL'], ['vividLight', 'vLit', 'vividLight'], ['linearLight', 'lLit', 'linearLight'],
  ['pinLight', 'pLit', 'pinLight'], ['hardMix', 'hMix', 'hardMix'], ['difference', 'diff', 'Dfrn'], ['exclusion', 'smud', 'Xclu'],
  ['subtract', 'fsub', 'blendSubtraction'], ['divide', 'fdiv', 'blendDivide'], ['hue', 'hue ', 'H   '], ['saturation', 'sat ', 'Strt'],
  ['color', 'colr', 'Clr '], ['luminosity', 'lum ', 'Lmns'], ['passThrough', 'pass', 'passThrough'],
];

const byKey = new Map(modes.flatMap(([mode, key, value]) => [[key.trim(), mode], [value.trim(), mode]] as const));

/** @param key Of a record or a descriptor, trimmed or not. */
export function blendModeOf(key: string): PsdBlendMode {
  return byKey.get(key.trim()) ?? 'unknown';
}
