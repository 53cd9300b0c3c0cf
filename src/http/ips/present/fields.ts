import type { WireObject, WireValue } from '#wire';

/** An object of the wire without the fields that have no value: absent fields are absent keys. */
export function present(fields: Readonly<Record<string, WireValue | undefined>>): WireObject {
  const kept: Record<string, WireValue> = {};
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

/** A wrapper type of the wire with its `items`. */
export function itemArray(items: readonly WireValue[]): WireObject {
  return { items };
}

/** Absent rather than empty: for optional texts a reader does not expect. */
export function filled(text: string): string | undefined {
  return text === '' ? undefined : text;
}
