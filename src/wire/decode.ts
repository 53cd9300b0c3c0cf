import { Failure } from '#base';

import { innerShape } from './catalogue.ts';
import { parseSimple, simpleExpectations } from './simple.ts';
import type { FieldShape, TypeShape, Version, WireObject, WireValue, XmlElement } from './types.ts';
import { isInVersion, versionOf } from './versions.ts';

export type DecodeOptions = {
  /** Version whose required fields are asked for; by default that of the element's namespace. */
  readonly version?: Version;
  /** What a number that cannot be read is in the element's own fields: a wrong value, or for the parameters of an
   *  operation wrong XML. Inside nested types it is always a wrong value. */
  readonly unreadableNumber?: 'INVALID_PARAMETER' | 'INVALID_REQUEST_XML';
};

export type Decoded = {
  /** What could be read; a field in trouble is left out. */
  readonly value: WireObject;
  /** The first required field that is not there, in the order of the schema: MISSING_PARAMETER. */
  readonly missing?: Failure;
  /** The first value that does not fit its type: INVALID_PARAMETER or INVALID_REQUEST_XML. */
  readonly invalid?: Failure;
};

/** Reads an element by its shape, tolerantly: by local name, in any order, the last of duplicates, other spellings
 *  as well, what is unknown passed over. Never throws for what is in the element: a door throws `missing` before it
 *  looks at company and role, and `invalid` afterwards. */
export function decode(shape: TypeShape, element: XmlElement, options: DecodeOptions = {}): Decoded {
  const findings: Findings = { version: options.version ?? versionOf(element.namespace) ?? '' };
  const value = decodeFields(shape, element, '', findings, options.unreadableNumber ?? 'INVALID_PARAMETER');
  return {
    value,
    ...(findings.missing !== undefined && { missing: findings.missing }),
    ...(findings.invalid !== undefined && { invalid: findings.invalid }),
  };
}

type Findings = { readonly version: Version; missing?: Failure; invalid?: Failure };
type NumberFault = NonNullable<DecodeOptions['unreadableNumber']>;

function decodeFields(
  shape: TypeShape, element: XmlElement, path: string, findings: Findings, numberFault: NumberFault,
): WireObject {
  const found = elementsByField(shape, element);
  const value: Record<string, WireValue> = {};
  for (const field of shape.fields) {
    const elements = (found.get(field) ?? []).slice(field.isRepeated ? 0 : -1);
    const fieldPath = path === '' ? field.name : `${path}.${field.name}`;
    const values = elements
      .map((one) => decodeField(field, one, fieldPath, findings, numberFault))
      .filter((one) => one !== undefined);
    if (field.isRepeated) value[field.name] = values;
    else if (values[0] !== undefined) value[field.name] = values[0];
    if (!field.isOptional && elements.every((one) => isAbsent(field, one)) && isInVersion(field, findings.version)) {
      findings.missing ??= new Failure('MISSING_PARAMETER', { name: fieldPath });
    }
  }
  return value;
}

function decodeField(
  field: FieldShape, element: XmlElement, path: string, findings: Findings, numberFault: NumberFault,
): WireValue | undefined {
  if (isAbsent(field, element)) return undefined;
  const inner = innerShape(field.type);
  if (inner !== undefined) return decodeFields(inner, element, path, findings, 'INVALID_PARAMETER');
  const text = field.isList && element.children.length > 0 ? joinItems(element) : element.text;
  const value = parseSimple(field.type, text);
  if (value === undefined) {
    const expected = simpleExpectations[field.type] ?? field.type;
    const received = text.trim().slice(0, 100);
    const isNumber = typeof parseSimple(field.type, '0') === 'number';
    findings.invalid ??= isNumber && numberFault === 'INVALID_REQUEST_XML'
      ? new Failure('INVALID_REQUEST_XML', { detail: `expected ${expected} for ${path} but received '${received}'` })
      : new Failure('INVALID_PARAMETER', { name: path, expected, received });
  }
  return value;
}

/** `xsi:nil`, an empty element of any simple type but text, and the empty block that clients send for "none", where
 *  the type has fields that such a block would lack. */
function isAbsent(field: FieldShape, element: XmlElement): boolean {
  const nil = element.attributes.nil;
  if (nil === 'true' || nil === '1') return true;
  if (field.type === 'string' || element.children.length > 0 || element.text.trim() !== '') return false;
  const inner = innerShape(field.type);
  return inner === undefined || inner.fields.some((one) => !one.isOptional);
}

function joinItems(element: XmlElement): string {
  return element.children.map((item) => item.text.replace(/[\\,]/g, '\\$&')).join(',');
}

/** Which of an element's children belong to which field; looked up by a table made once per shape. */
function elementsByField(shape: TypeShape, element: XmlElement): ReadonlyMap<FieldShape, XmlElement[]> {
  let fields = fieldTables.get(shape);
  if (fields === undefined) {
    fields = new Map(shape.fields.flatMap((field) => (field.aliases ?? []).map((alias) => [alias, field])));
    for (const field of shape.fields) fields.set(field.name, field);
    fieldTables.set(shape, fields);
  }
  const found = new Map<FieldShape, XmlElement[]>();
  for (const child of element.children) {
    const field = fields.get(child.name);
    if (field === undefined) continue;
    const already = found.get(field);
    if (already === undefined) found.set(field, [child]);
    else already.push(child);
  }
  return found;
}

const fieldTables = new WeakMap<TypeShape, Map<string, FieldShape>>();
