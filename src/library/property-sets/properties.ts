import { Failure } from '#base';
import type { Property } from './types.ts';

const mostProperties = 1000;
const longestName = 200;
const longestValue = 20_000;

/** Properties as they are kept: names trimmed, of equal names the last counts, at the place of the first.
 *  @throws INVALID_PARAMETER */
export function cleanProperties(properties: readonly Property[]): readonly Property[] {
  const clean = mergeProperties([], properties.map(({ name, value }) => ({ name: storable(name).trim(), value: storable(value) })));
  if (clean.length > mostProperties) throw invalid('propertyArray', `at most ${mostProperties} properties`, String(clean.length));
  for (const { name, value } of clean) {
    if (name === '' || name.length > longestName) throw invalid('propertyArray/items/name', `1 to ${longestName} characters`, name);
    if (value.length > longestValue) throw invalid(`propertyArray/${name}`, `at most ${longestValue} characters`, `${value.length} characters`);
  }
  return clean;
}

/** Properties with others over them. */
export function mergeProperties(old: readonly Property[], changed: readonly Property[]): readonly Property[] {
  const values = new Map(old.map(({ name, value }) => [name, value]));
  for (const { name, value } of changed) values.set(name, value);
  return [...values].map(([name, value]) => ({ name, value }));
}

/** NUL and half a surrogate pair have no place in the database. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

function invalid(name: string, expected: string, received: string): Failure {
  return new Failure('INVALID_PARAMETER', { name, expected, received: received.slice(0, 200) });
}
