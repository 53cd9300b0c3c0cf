import type { PsdDescriptor, PsdEnumValue, PsdUnitValue, PsdValue } from './descriptor.ts';

/** Values of a descriptor by kind; undefined where there is none, or another kind. */
export function descriptorIn(parent: PsdDescriptor, key: string): PsdDescriptor | undefined {
  const value = parent.values.get(key);
  return isDescriptor(value) ? value : undefined;
}

/** A number, with or without a unit. */
export function numberIn(parent: PsdDescriptor, key: string): number | undefined {
  const value = parent.values.get(key);
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return isUnit(value) && Number.isFinite(value.amount) ? value.amount : undefined;
}

export function flagIn(parent: PsdDescriptor, key: string): boolean | undefined {
  const value = parent.values.get(key);
  return typeof value === 'boolean' ? value : undefined;
}

export function textIn(parent: PsdDescriptor, key: string): string | undefined {
  const value = parent.values.get(key);
  return typeof value === 'string' ? value : undefined;
}

export function bytesIn(parent: PsdDescriptor, key: string): Uint8Array | undefined {
  const value = parent.values.get(key);
  return value instanceof Uint8Array ? value : undefined;
}

/** What was chosen. */
export function choiceIn(parent: PsdDescriptor, key: string): string | undefined {
  const value = parent.values.get(key);
  return isObject(value) && 'chosen' in value ? (value as PsdEnumValue).chosen : undefined;
}

/** The descriptors of a list. */
export function listIn(parent: PsdDescriptor, key: string): readonly PsdDescriptor[] {
  const value = parent.values.get(key);
  return Array.isArray(value) ? value.filter(isDescriptor) : [];
}

function isDescriptor(value: PsdValue): value is PsdDescriptor {
  return isObject(value) && 'className' in value;
}

function isUnit(value: PsdValue): value is PsdUnitValue {
  return isObject(value) && 'amount' in value;
}

function isObject(value: PsdValue): value is PsdDescriptor | PsdUnitValue | PsdEnumValue {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array);
}
