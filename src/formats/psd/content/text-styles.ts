import type { PsdColour } from './colour.ts';
import { isEngineTable, type EngineTable, type EngineValue } from './engine-text.ts';
import type { PsdParagraphStyle, PsdTextStyle } from './text-types.ts';

/** A place in nested tables and lists; undefined where there is nothing. */
export function engineAt(value: EngineValue, ...path: readonly (string | number)[]): EngineValue {
  let here: EngineValue = value;
  for (const step of path) {
    if (typeof step === 'number') here = Array.isArray(here) ? (here as readonly EngineValue[])[step] : undefined;
    else here = isEngineTable(here) ? here[step] : undefined;
  }
  return here;
}

export function engineList(value: EngineValue, ...path: readonly (string | number)[]): readonly EngineValue[] {
  const here = engineAt(value, ...path);
  return Array.isArray(here) ? here as readonly EngineValue[] : [];
}

/** Documents say only in what a style differs from the normal one, and the normal one may leave out what is usual.
 *  @param resources Part of the engine data with fonts and normal styles. */
export function styleReader(resources: EngineValue): (style: EngineValue) => PsdTextStyle {
  const fonts = engineList(resources, 'FontSet').map((font) => engineAt(font, 'Name'));
  const normal = engineAt(resources, 'StyleSheetSet', indexOf(resources, 'TheNormalStyleSheet'), 'StyleSheetData');
  return (style) => {
    const own = layered(style, normal);
    const fontName = fonts[own.number('Font', 0)];
    return {
      fontName: typeof fontName === 'string' ? fontName : undefined,
      size: own.number('FontSize', 12),
      leading: own.flag('AutoLeading', true) ? undefined : own.number('Leading', 0),
      fill: own.flag('FillFlag', true) ? engineColour(own.value('FillColor')) : undefined,
      isBold: own.flag('FauxBold', false), isItalic: own.flag('FauxItalic', false),
      isUnderlined: own.flag('Underline', false), isStruck: own.flag('Strikethrough', false),
      caps: (['none', 'small', 'all'] as const)[own.number('FontCaps', 0)] ?? 'none',
      position: (['normal', 'superscript', 'subscript'] as const)[own.number('FontBaseline', 0)] ?? 'normal',
      tracking: own.number('Tracking', 0), baselineShift: own.number('BaselineShift', 0),
      horizontalScale: own.number('HorizontalScale', 1), verticalScale: own.number('VerticalScale', 1),
    };
  };
}

const alignments = ['left', 'right', 'center', 'justifyLeft', 'justifyRight', 'justifyCenter', 'justifyAll'] as const;

/** As `styleReader`, for paragraphs. */
export function paragraphReader(resources: EngineValue): (properties: EngineValue) => PsdParagraphStyle {
  const normal = engineAt(resources, 'ParagraphSheetSet', indexOf(resources, 'TheNormalParagraphSheet'), 'Properties');
  return (properties) => {
    const own = layered(properties, normal);
    return {
      alignment: alignments[own.number('Justification', 0)] ?? 'left',
      firstLineIndent: own.number('FirstLineIndent', 0), startIndent: own.number('StartIndent', 0), endIndent: own.number('EndIndent', 0),
      spaceBefore: own.number('SpaceBefore', 0), spaceAfter: own.number('SpaceAfter', 0), autoLeading: own.number('AutoLeading', 1.2),
    };
  };
}

function indexOf(resources: EngineValue, key: string): number {
  const index = engineAt(resources, key);
  return typeof index === 'number' ? index : 0;
}

type Layered = {
  value(key: string): EngineValue;
  number(key: string, usual: number): number;
  flag(key: string, usual: boolean): boolean;
};

function layered(own: EngineValue, normal: EngineValue): Layered {
  const value = (key: string): EngineValue => engineAt(own, key) ?? engineAt(normal, key);
  return {
    value,
    number: (key, usual) => {
      const found = value(key);
      return typeof found === 'number' && Number.isFinite(found) ? found : usual;
    },
    flag: (key, usual) => {
      const found = value(key);
      return typeof found === 'boolean' ? found : usual;
    },
  };
}

const black: PsdColour = { space: 'rgb', red: 0, green: 0, blue: 0 };

/** Values are opacity and then components, all 0..1; gray is light, CMYK ink. */
export function engineColour(colour: EngineValue): PsdColour {
  const values = engineList(colour, 'Values').map((value) => (typeof value === 'number' && Number.isFinite(value) ? value : 0));
  const part = (index: number, scale: number): number => (values[index] ?? 0) * scale;
  switch (engineAt(colour, 'Type')) {
    case 0: return { space: 'gray', black: 100 - part(1, 100) };
    case 1: return { space: 'rgb', red: part(1, 255), green: part(2, 255), blue: part(3, 255) };
    case 2: return { space: 'cmyk', cyan: part(1, 100), magenta: part(2, 100), yellow: part(3, 100), black: part(4, 100) };
    default: return black;
  }
}

/** Rows of a table of runs as far as they reach: how long each is, and what it says. */
export function engineRuns(run: EngineValue, length: number): readonly { readonly length: number; readonly row: EngineTable }[] {
  const rows = engineList(run, 'RunArray');
  const runs: { length: number; row: EngineTable }[] = [];
  let left = length;
  for (const [index, value] of engineList(run, 'RunLengthArray').entries()) {
    const row = rows[index];
    const reach = typeof value === 'number' ? Math.min(left, Math.max(0, Math.floor(value))) : 0;
    if (reach > 0 && row !== undefined && isEngineTable(row)) runs.push({ length: reach, row });
    left -= reach;
  }
  return runs;
}
