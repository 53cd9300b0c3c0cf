import { innerShape } from './catalogue.ts';
import { escapeXml } from './escape.ts';
import { formatSimple } from './simple.ts';
import type { FieldShape, TypeShape, Version, WireObject, WireValue } from './types.ts';
import { isInVersion, nameInVersion, namespaceOf } from './versions.ts';

/** Writes a value as the element `rootName`: fields in the order of the schema, one default namespace on the root,
 *  no prefixes, and no XML declaration. Fields that the version does not have are left out, and so are keys that
 *  the shape does not know.
 *  @throws TypeError when a required value is missing or a value is not of its type: a mistake of ours. */
export function encode(rootName: string, shape: TypeShape, value: WireObject, version: Version): string {
  const open = `<${rootName} xmlns="${escapeXml(namespaceOf(version))}"`;
  const content = writeFields(planOf(shape, version), value, rootName, version);
  return content === '' ? `${open}/>` : `${open}>${content}</${rootName}>`;
}

type Step = {
  readonly field: FieldShape;
  readonly name: string;
  readonly inner: TypeShape | undefined;
};

function writeFields(plan: readonly Step[], value: WireObject, path: string, version: Version): string {
  let written = '';
  for (const step of plan) {
    const { field } = step;
    const one = value[field.name];
    if (field.isRepeated) {
      const items = (one ?? []) as readonly WireValue[];
      if (items.length === 0 && !field.isOptional) throw absent(field, path);
      for (const item of items) written += writeField(step, item, path, version);
    } else if (one !== undefined) {
      written += writeField(step, one, path, version);
    } else if (!field.isOptional) {
      throw absent(field, path);
    }
  }
  return written;
}

function writeField(step: Step, value: WireValue, path: string, version: Version): string {
  const { field, name, inner } = step;
  if (inner === undefined) {
    const text = formatSimple(field.type, value);
    if (text === undefined) {
      const received = `${typeof value} ${String(value)}`;
      throw new TypeError(`Expected ${field.type} for ${path}.${field.name} but received ${received}`);
    }
    const safe = field.type === 'string' ? escapeXml(text) : text;
    return safe === '' ? `<${name}/>` : `<${name}>${safe}</${name}>`;
  }
  const content = writeFields(planOf(inner, version), value as WireObject, `${path}.${field.name}`, version);
  return content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`;
}

function absent(field: FieldShape, path: string): TypeError {
  return new TypeError(`Expected a value for ${path}.${field.name} but received none`);
}

/** The fields a version has, with the names it writes them by; made once per shape and version. */
function planOf(shape: TypeShape, version: Version): readonly Step[] {
  let plans = plansByShape.get(shape);
  if (plans === undefined) plansByShape.set(shape, plans = new Map());
  let plan = plans.get(version);
  if (plan === undefined) {
    plan = shape.fields.filter((field) => isInVersion(field, version))
      .map((field) => ({ field, name: nameInVersion(field, version), inner: innerShape(field.type) }));
    /** Versions come from strangers; a thousand invented ones must not stay in memory. */
    if (plans.size >= maxPlansPerShape) plans.clear();
    plans.set(version, plan);
  }
  return plan;
}

const maxPlansPerShape = 32;
const plansByShape = new WeakMap<TypeShape, Map<Version, readonly Step[]>>();
