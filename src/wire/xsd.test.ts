import assert from 'node:assert/strict';
import { test } from 'node:test';

import { XmlDocument, XsdValidator } from 'libxml2-wasm';

import { innerShape, ownElementShape } from './catalogue.ts';
import { decode } from './decode.ts';
import { encode } from './encode.ts';
import { readXml } from './read-xml.ts';
import type { FieldShape, TypeShape, Version, WireObject, WireValue } from './types.ts';
import { isInVersion, servedVersions } from './versions.ts';
import { operationsIn, xsd } from './xsd.ts';

const simpleSamples: Readonly<Record<string, WireValue>> = {
  string: 'a <b> & "c" ü', boolean: true, int: -7, long: 2 ** 40, double: 0.25, float: 1.5,
  dateTime: new Date('2014-04-03T12:30:00.123Z'), base64Binary: new Uint8Array([0, 255, 16]),
};

/** A value with everything the shape has, two of every repeated field, or with nothing but what is required. */
function sampleOf(shape: TypeShape, version: Version, isFull: boolean, above: readonly string[] = []): WireObject {
  const wanted = shape.fields.filter((field) => isInVersion(field, version) && !above.includes(field.type)
    && (isFull || field.isRepeated || !field.isOptional));
  return Object.fromEntries(wanted.map((field) => {
    const count = isFull ? 2 : field.isOptional ? 0 : 1;
    const one = valueOf(field, version, isFull, above);
    return [field.name, field.isRepeated ? Array.from({ length: count }, () => one) : one];
  }));
}

function valueOf(field: FieldShape, version: Version, isFull: boolean, above: readonly string[]): WireValue {
  const inner = innerShape(field.type);
  const simple = simpleSamples[field.type];
  if (inner !== undefined) return sampleOf(inner, version, isFull, [...above, field.type]);
  assert.ok(simple !== undefined);
  return simple;
}

function withSchema(version: Version, use: (validate: (xml: string) => void) => void): void {
  const schema = XmlDocument.fromString(xsd(version));
  const validator = XsdValidator.fromDoc(schema);
  try {
    use((xml) => {
      const document = XmlDocument.fromString(xml);
      try {
        validator.validate(document);
      } finally {
        document.dispose();
      }
    });
  } finally {
    validator.dispose();
    schema.dispose();
  }
}

for (const version of servedVersions) {
  test(`messages of ${version || 'no version'} are valid by its schema and read back as they were`, () => {
    withSchema(version, (validate) => {
      const shapes = operationsIn(version).flatMap(({ param, result }) => [param, result]);
      assert.ok(shapes.length > 250);
      for (const shape of shapes) {
        for (const isFull of [true, false]) {
          const value = sampleOf(shape, version, isFull);
          const xml = encode(shape.name, shape, value, version);
          try {
            validate(xml);
          } catch (error) {
            assert.fail(`${shape.name}: ${(error as Error).message}\n${xml.slice(0, 500)}`);
          }
          const decoded = decode(shape, readXml(new TextEncoder().encode(xml)));
          assert.deepEqual(decoded, { value: withEmptyLists(shape, value) }, shape.name);
        }
      }
    });
  });
}

/** Reading gives a repeated field of every version, also those of which the sample knows nothing. */
function withEmptyLists(shape: TypeShape, value: WireObject): WireObject {
  return Object.fromEntries(shape.fields.flatMap((field): readonly (readonly [string, WireValue])[] => {
    const one = value[field.name];
    const inner = innerShape(field.type);
    if (one === undefined) return field.isRepeated ? [[field.name, []]] : [];
    if (inner === undefined) return [[field.name, one]];
    return [[field.name, Array.isArray(one)
      ? one.map((item: WireObject) => withEmptyLists(inner, item)) : withEmptyLists(inner, one as WireObject)]];
  }));
}

test('the schema is strict about order and required elements', () => {
  withSchema('2014-04-03', (validate) => {
    const valid = encode('getUserInfoReturn', ownElementShape('getUserInfoReturn'),
      sampleOf(ownElementShape('getUserInfoReturn'), '2014-04-03', false), '2014-04-03');
    validate(valid);
    assert.throws(() => validate(valid.replace(/<email>.*<\/email>/, '')), /email/);
    const swapped = valid.replace(/(<firstName>.*?<\/firstName>)(<lastName>.*?<\/lastName>)/, '$2$1');
    assert.throws(() => validate(swapped), /lastName/);
    assert.throws(() => validate(valid.replace('</userInfo>', '<surprise/></userInfo>')), /surprise/);
    assert.throws(() => validate(valid.replace('/2014-04-03', '')), /declaration/);
  });
});
