import { Failure } from '#base';
import type { Property } from '#library';

/** Kinds of sets a script makes. @source specification of production, §11 */
export const setKinds = ['ImageSet', 'SpinSet', 'SwatchSet', 'MultiAxisSpinSet', 'MediaSet'] as const;
export type SetKind = (typeof setKinds)[number];

/** A script of automated sets, read and checked: which assets belong together, in what order, and what their set is called.
 *  Expressions are as JavaScript reads them, without flags; they fit a whole asset id. */
export type SetRecipe = {
  readonly name: string;
  readonly kind: SetKind;
  /** The first that fits counts. At least one. */
  readonly match: readonly string[];
  /** Where the base name is found if not in the first group of `match`. */
  readonly base: readonly string[];
  /** Rows and columns of a spin of two axes. */
  readonly axes?: { readonly row: string; readonly column: string };
  /** Fits ids of swatches; its first group is the id of the image that each belongs to. */
  readonly swatch?: string;
  /** Members that fit an earlier one come first. */
  readonly order: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
  /** As written; without one, the folder of the first member. */
  readonly destFolder?: string;
  readonly isActive: boolean;
};

const longestPattern = 1000;
const longestPart = 100;
const mostPatterns = 50;

/** Reads the properties of a script. Lines of `match` and `base` are numbered from 1; a single one may go without.
 *  @throws INVALID_PARAMETER naming the property */
export function readRecipe(properties: readonly Property[]): SetRecipe {
  const values = new Map(properties.map(({ name, value }) => [name, value.trim()]));
  const known = /^(?:name|type|row|column|swatch|order|prefix|suffix|destFolder|active|(?:match|base)(?:\.[1-9]\d{0,3})?)$/;
  const foreign = [...values.keys()].find((name) => !known.test(name));
  if (foreign !== undefined) throw invalid(foreign, 'a property of an automated set script', foreign);
  const kind = choice(values, 'type', setKinds) ?? 'ImageSet';
  const match = numbered(values, 'match');
  if (match.length === 0) throw invalid('match.1', 'at least one regular expression', '');
  const swatch = swatchOf(values, kind);
  const axes = axesOf(values, kind);
  const destFolder = values.get('destFolder');
  return {
    name: values.get('name') ?? '', kind, match, base: numbered(values, 'base'),
    ...(axes && { axes }), ...(swatch !== undefined && { swatch }),
    order: limited('order', splitOrder(values.get('order') ?? '').map((one) => checked('order', one))),
    prefix: part(values, 'prefix'), suffix: part(values, 'suffix'),
    ...(destFolder ? { destFolder } : {}),
    isActive: (choice(values, 'active', ['true', 'false', '1', '0']) ?? 'true').match(/^(?:true|1)$/) !== null,
  };
}

function numbered(values: ReadonlyMap<string, string>, name: string): readonly string[] {
  const found = [...values].filter(([key, value]) => value !== '' && (key === name || key.startsWith(`${name}.`)))
    .map(([key, value]) => ({ key, place: Number(key.slice(name.length + 1)), value: checked(key, value) }))
    .sort((one, other) => one.place - other.place);
  return limited(name, found.map(({ value }) => value));
}

function limited(name: string, patterns: readonly string[]): readonly string[] {
  if (patterns.length > mostPatterns) throw invalid(name, `at most ${mostPatterns} regular expressions`, String(patterns.length));
  return patterns;
}

function axesOf(values: ReadonlyMap<string, string>, kind: SetKind): SetRecipe['axes'] {
  const [row, column] = [values.get('row') ?? '', values.get('column') ?? ''];
  if (kind === 'MultiAxisSpinSet') {
    if (row === '' || column === '') throw invalid(row === '' ? 'row' : 'column', 'a regular expression, for a MultiAxisSpinSet has two axes', '');
    return { row: checked('row', row), column: checked('column', column) };
  }
  if (row !== '' || column !== '') throw invalid(row === '' ? 'column' : 'row', 'nothing unless type is MultiAxisSpinSet', row || column);
  return undefined;
}

function swatchOf(values: ReadonlyMap<string, string>, kind: SetKind): string | undefined {
  const swatch = values.get('swatch') ?? '';
  if (swatch === '') {
    if (kind === 'SwatchSet') throw invalid('swatch', 'a regular expression, for a SwatchSet has swatches', '');
    return undefined;
  }
  if (kind === 'SpinSet' || kind === 'MultiAxisSpinSet') throw invalid('swatch', 'nothing in a spin', swatch);
  checked('swatch', swatch);
  // The empty alternative fits at once and tells how many groups there are.
  if (new RegExp(`|${swatch}`).exec('')!.length < 2) throw invalid('swatch', 'a regular expression whose first group is the id of the image', swatch);
  return swatch;
}

function part(values: ReadonlyMap<string, string>, name: string): string {
  const text = values.get(name) ?? '';
  if (text.length > longestPart) throw invalid(name, `at most ${longestPart} characters`, text);
  return text;
}

function choice<Choice extends string>(values: ReadonlyMap<string, string>, name: string, choices: readonly Choice[]): Choice | undefined {
  const text = values.get(name) ?? '';
  if (text === '') return undefined;
  const found = choices.find((one) => one === text);
  if (found === undefined) throw invalid(name, choices.join(', '), text);
  return found;
}

/** Compiling does not run an expression: it cannot take long. */
function checked(name: string, pattern: string): string {
  if (pattern.length > longestPattern) throw invalid(name, `at most ${longestPattern} characters`, pattern);
  try {
    new RegExp(pattern);
    return pattern;
  } catch (cause) {
    throw new Failure('INVALID_PARAMETER', { name, expected: 'a regular expression', received: pattern.slice(0, 200) }, { cause });
  }
}

/** Commas separate, unless they stand inside brackets or braces or behind a backslash. */
export function splitOrder(text: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  let isClass = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]!;
    if (character === '\\') {
      parts[parts.length - 1] += text.slice(index, index += 2);
      index -= 1;
      continue;
    }
    if (character === '[') isClass = true;
    else if (character === ']') isClass = false;
    else if (!isClass && (character === '(' || character === '{')) depth += 1;
    else if (!isClass && (character === ')' || character === '}')) depth -= 1;
    if (character === ',' && depth <= 0 && !isClass) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((one) => one.trim()).filter((one) => one !== '');
}

function invalid(name: string, expected: string, received: string): Failure {
  return new Failure('INVALID_PARAMETER', { name, expected, received: received.slice(0, 200) });
}
