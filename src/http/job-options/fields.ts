import { Failure, type FailureParams } from '#base';
import type { WireObject, WireValue } from '#wire';

/** What was found wrong while reading. Nothing is thrown there, for what is missing counts before what is wrong,
 *  and who may upload at all is decided between the two. @source specification of the upload protocol, §4 */
export type Problems = { readonly missing: Failure[]; readonly invalid: Failure[] };

type Bounds = { readonly min: number; readonly max: number; readonly isWhole?: boolean };

/** Reads the fields of one block; a field that is absent, empty or wrong gives its fallback. */
export interface FieldReader {
  /** False when the block was not sent or sent without content, which means the same. */
  readonly isPresent: boolean;
  flag(name: string): boolean | undefined;
  number(name: string, bounds: Bounds): number | undefined;
  requiredNumber(name: string, bounds: Bounds): number;
  text(name: string): string | undefined;
  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined;
  requiredChoice<Choice extends string>(name: string, choices: readonly [Choice, ...Choice[]]): Choice;
  /** Texts of a `HandleArray`. */
  handles(name: string): readonly string[];
  block(name: string): FieldReader;
  /** Items of an array of blocks. */
  blocks(name: string): readonly WireObject[];
  raw(name: string): WireValue | undefined;
  /** Dotted path of a field, as faults name it. */
  pathOf(name: string): string;
  refuse(name: string, params: { readonly expected: string; readonly received: string | number }): void;
  /** Notes that a required field is absent. */
  miss(name: string): void;
}

export function readFields(block: WireObject, path: string, problems: Problems): FieldReader {
  const pathOf = (name: string) => path === '' ? name : `${path}.${name}`;

  function refuse(name: string, params: { readonly expected: string; readonly received: string | number }): void {
    problems.invalid.push(new Failure('INVALID_PARAMETER', { name: pathOf(name), ...params } satisfies FailureParams));
  }

  function miss(name: string): void {
    problems.missing.push(new Failure('MISSING_PARAMETER', { name: pathOf(name) }));
  }

  function raw(name: string): WireValue | undefined {
    const value = block[name];
    return typeof value === 'string' && value.trim() === '' ? undefined : value;
  }

  function text(name: string): string | undefined {
    const value = raw(name);
    return typeof value === 'string' ? value.trim() : undefined;
  }

  function number(name: string, bounds: Bounds): number | undefined {
    const value = raw(name);
    if (value === undefined) return undefined;
    const isFit = typeof value === 'number' && value >= bounds.min && value <= bounds.max
      && (!bounds.isWhole || Number.isInteger(value));
    if (isFit) return value;
    refuse(name, {
      expected: `a ${bounds.isWhole ? 'whole ' : ''}number from ${bounds.min} to ${bounds.max}`, received: String(value),
    });
    return undefined;
  }

  function choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = text(name);
    if (value === undefined) return undefined;
    const chosen = choices.find((known) => known === value);
    if (chosen === undefined) refuse(name, { expected: choices.join(', '), received: value.slice(0, 200) });
    return chosen;
  }

  return {
    isPresent: Object.keys(block).length > 0,
    flag(name) {
      const value = raw(name);
      if (value === undefined || typeof value === 'boolean') return value;
      refuse(name, { expected: 'true, false, 1 or 0', received: String(value).slice(0, 200) });
      return undefined;
    },
    number,
    requiredNumber(name, bounds) {
      if (raw(name) === undefined) miss(name);
      return number(name, bounds) ?? bounds.min;
    },
    text,
    choice,
    requiredChoice(name, choices) {
      if (raw(name) === undefined) miss(name);
      return choice(name, choices) ?? choices[0];
    },
    handles(name) {
      const array = block[name];
      const items = isBlock(array) ? array['items'] : undefined;
      const texts = Array.isArray(items) ? items as readonly WireValue[] : items === undefined ? [] : [items];
      return texts.filter((item): item is string => typeof item === 'string').map((item) => item.trim()).filter((item) => item !== '');
    },
    block(name) {
      const inner = block[name];
      return readFields(isBlock(inner) ? inner : {}, pathOf(name), problems);
    },
    blocks(name) {
      const array = block[name];
      const items = isBlock(array) ? array['items'] : undefined;
      return (Array.isArray(items) ? items as readonly WireValue[] : []).filter(isBlock);
    },
    raw,
    pathOf,
    refuse,
    miss,
  };
}

export function isBlock(value: WireValue | undefined): value is WireObject {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date) && !(value instanceof Uint8Array);
}
