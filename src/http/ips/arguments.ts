import { Failure } from '#base';
import type { WireObject } from '#wire';

/** The text of a field without surrounding blanks; an empty one counts as not sent. */
export function textOf(input: WireObject, name: string): string | undefined {
  const value = input[name];
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}

/** The text of a field that must be there. @throws MISSING_PARAMETER */
export function neededTextOf(input: WireObject, name: string): string {
  const text = textOf(input, name);
  if (text === undefined) throw new Failure('MISSING_PARAMETER', { name });
  return text;
}

export function flagOf(input: WireObject, name: string): boolean | undefined {
  const value = input[name];
  return typeof value === 'boolean' ? value : undefined;
}

export function momentOf(input: WireObject, name: string): Date | undefined {
  const value = input[name];
  return value instanceof Date ? value : undefined;
}

/** A whole number from `least` on; above `most` it is `most`: limits of a page are capped, not refused.
 *  @throws INVALID_PARAMETER below `least` */
export function countOf(input: WireObject, name: string, { least, most, fallback }: {
  readonly least: number; readonly most: number; readonly fallback: number;
}): number {
  const value = input[name];
  if (typeof value !== 'number') return fallback;
  if (value < least) throw invalid(name, `a whole number from ${least}`, value);
  return Math.min(value, most);
}

/** One of some words, exactly as they are written. @throws INVALID_PARAMETER for any other */
export function choiceOf<Choice extends string>(
  input: WireObject, name: string, choices: readonly Choice[],
): Choice | undefined {
  const text = textOf(input, name);
  if (text === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw invalid(name, choices.join(', '), text);
  return choice;
}

/** The texts of an array field, in order, without empty ones; undefined when it was not sent or has none. */
export function textsOf(input: WireObject, name: string): readonly string[] | undefined {
  const texts = itemsOf(input, name)
    .filter((item) => typeof item === 'string').map((item) => item.trim()).filter((item) => item !== '');
  return texts.length === 0 ? undefined : texts;
}

/** The objects of an array field; empty when it was not sent. */
export function objectsOf(input: WireObject, name: string): readonly WireObject[] {
  return itemsOf(input, name).filter((item): item is WireObject => typeof item === 'object' && item !== null);
}

/** A failure for a value that is not among those that make sense. */
export function invalid(name: string, expected: string, received: string | number | boolean): Failure {
  return new Failure('INVALID_PARAMETER', { name, expected, received: String(received) });
}

function itemsOf(input: WireObject, name: string): readonly unknown[] {
  const wrapper = input[name];
  if (typeof wrapper !== 'object' || wrapper === null || !('items' in wrapper)) return [];
  const items: unknown = wrapper['items'];
  return Array.isArray(items) ? items : [];
}
