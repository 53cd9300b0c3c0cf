import { innerShape, type FieldShape, type TypeShape, type WireObject, type WireValue } from '#wire';
import { UsageError } from '../command.ts';

/** Plain JSON as people write it becomes a value of the wire: arrays stand for array types, texts for moments and bytes.
 *  @throws UsageError for what the shape does not have or cannot take; it names the place and what is known there. */
export function toWire(shape: TypeShape, value: unknown, path = shape.name): WireObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UsageError(`${path}: expected an object with fields of ${shape.name}`);
  const named = new Map(shape.fields.map((field) => [field.name, field]));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => {
    const field = named.get(name);
    if (field === undefined) throw new UsageError(`${path} has no field '${name}'; it has ${[...named.keys()].join(', ') || 'none'}`);
    return [name, field.isRepeated === true ? manyToWire(field, one, `${path}.${name}`) : oneToWire(field, one, `${path}.${name}`)];
  }));
}

/** The other way round: array types become arrays, moments ISO 8601, bytes base64. */
export function toPlain(value: WireValue): unknown {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return (value as readonly WireValue[]).map(toPlain);
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value as WireObject);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === 'items' && Array.isArray(only[1])) return toPlain(only[1]);
  return Object.fromEntries(entries.map(([name, one]) => [name, toPlain(one)]));
}

function manyToWire(field: FieldShape, value: unknown, path: string): readonly WireValue[] {
  if (!Array.isArray(value)) throw new UsageError(`${path}: expected an array`);
  return value.map((one: unknown, index) => oneToWire(field, one, `${path}[${index}]`));
}

function oneToWire(field: FieldShape, value: unknown, path: string): WireValue {
  const inner = innerShape(field.type);
  if (inner === undefined) return simpleToWire(field.type, value, path);
  const isArrayType = inner.fields.length === 1 && inner.fields[0]?.name === 'items';
  return toWire(inner, isArrayType && Array.isArray(value) ? { items: value as unknown[] } : value, path);
}

function simpleToWire(type: string, value: unknown, path: string): WireValue {
  const wrong = (): UsageError => new UsageError(`${path}: expected ${type}, received ${JSON.stringify(value)}`);
  switch (type) {
    case 'string': if (typeof value === 'string') return value; throw wrong();
    case 'boolean': if (typeof value === 'boolean') return value; throw wrong();
    case 'dateTime': {
      const moment = new Date(typeof value === 'string' ? value : Number.NaN);
      if (Number.isNaN(moment.getTime())) throw wrong();
      return moment;
    }
    case 'base64Binary': if (typeof value === 'string') return Buffer.from(value, 'base64'); throw wrong();
    case 'int': case 'long': if (Number.isSafeInteger(value)) return value as number; throw wrong();
    default: if (typeof value === 'number') return value; throw wrong();
  }
}
