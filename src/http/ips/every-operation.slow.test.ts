import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import fc from 'fast-check';
import { escapeXml, operationByName, operations, shapeOf, undeclaredOperations, type FieldShape } from '#wire';
import { openIpsWorld, password, type IpsWorld } from '#test/build/ips';
import { ipsClient, textAt, textsAt, type IpsClient } from '#test/build/ips-client';
import { operationTable } from './operation-table.ts';

describe('every operation', () => {
  let world: IpsWorld;
  let admin: IpsClient;
  before(async () => {
    world = await openIpsWorld();
    admin = ipsClient(world.server, world.admin.email, password);
    await world.publish();
    await world.openJob({ files: ['a.jpg'] });
  });
  after(() => world[Symbol.asyncDispose]());

  test('all that are built are operations of the interface', () => {
    for (const name of operationTable.keys()) assert.equal(operationByName(name)?.name, name);
  });

  test('every name of the interface answers its result or a fault that says what is wrong', async () => {
    const names = [...operations.map(({ name }) => name), ...undeclaredOperations];
    assert.ok(names.length >= 164);
    for (const name of names) {
      const answer = await admin.call(name);
      const isBuilt = operationTable.has(name);
      const code = textsAt(answer.element, 'code')[0] ?? 'none';
      assert.ok(isBuilt ? ['none', '30002'].includes(code) : code === '30000', `${name}: ${code}`);
      if (!isBuilt) assert.match(textAt(answer.element, 'reason'), /not available yet/, name);
    }
  });

  /** Text that XML can carry, with what breaks databases, paths and patterns. */
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }).map((any) => any.replace(/[^\P{C}]/gu, '')),
    fc.constantFrom('', ' ', '%', '_', '\\', "'", '../..', '/', '||', '\u{1F600}', 'é', 'MatchAny', 'Name', 'Equals', 'Date',
      'Descending', 'Image', 'a|1', 'a|999999999999999', 'c|1', 'u|1|x', 'j|1||job|1', 'p|1|x', 'f|ApiTestCo/', 'ApiTestCo'),
  );
  const simple: Readonly<Record<string, fc.Arbitrary<string>>> = {
    string: text,
    boolean: fc.constantFrom('true', 'false', '1', 'yes', ''),
    int: fc.oneof(fc.integer().map(String), fc.constantFrom('0', '1', '-1', '99999999999999999999', 'x', '')),
    long: fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }).map(String), text),
    double: fc.oneof(fc.double().map(String), text),
    dateTime: fc.constantFrom('2026-01-01T00:00:00Z', '0001-01-01T00:00:00', '9999-12-31T23:59:59Z', '294276-12-31T00:00:00Z', 'x', ''),
    base64Binary: fc.oneof(fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes).toString('base64')), fc.constantFrom('', '*', 'AAA=', 'eJwDAAAAAAE=')),
  };

  /** Words that lead past the first check, where a wrong one would only be refused. */
  const words: Readonly<Record<string, readonly string[]>> = {
    publishState: ['MarkedForPublish', 'NotMarkedForPublish'], trashState: ['NotInTrash', 'InTrash', 'InEmptiedTrash'],
    conditionMatchMode: ['MatchAll', 'MatchAny'], systemFieldMatchMode: ['MatchAll', 'MatchAny'],
    sortBy: ['Name', 'AssetType', 'FileSize', 'Created', 'Date', 'LogType', 'JobName', 'StartDate'],
    sortDirection: ['Ascending', 'Descending'], field: ['Name', 'FileName', 'Keywords', 'FileSize', 'Created', 'CreateUser'],
    op: ['Equals', 'NotEquals', 'Contains', 'NotContains', 'StartsWith', 'EndsWith', 'LessThan', 'GreaterThanEquals'],
    assetTypeArray: ['<items>Image</items>', ''], excludeAssetTypeArray: ['<items>Pdf</items>', ''],
    accessUserHandle: [''], accessGroupHandle: [''], projectHandle: [''], tagConditionArray: [''],
    metadataConditionArray: [''], recordsPerPage: ['1', '1000', '2147483647'], resultsPage: ['1', '2147483647'],
  };

  function field(shape: FieldShape): fc.Arbitrary<string> {
    const known = words[shape.name];
    const inner = known !== undefined ? fc.constantFrom(...known) : simple[shape.type]?.map(escapeXml) ?? fields(shapeOf(shape.type).fields);
    const one = inner.map((content) => `<${shape.name}>${content}</${shape.name}>`);
    return shape.isRepeated ? fc.array(one, { maxLength: 3 }).map((all) => all.join('')) : one;
  }

  function fields(shapes: readonly FieldShape[]): fc.Arbitrary<string> {
    const parts = shapes.map((shape) => fc.oneof({ weight: shape.isOptional ? 3 : 0, arbitrary: fc.constant('') },
      { weight: 2, arbitrary: field(shape) }));
    return fc.tuple(...parts).map((all) => all.join(''));
  }

  test('whatever its fields hold, an operation never fails of itself', async () => {
    for (const name of operationTable.keys()) {
      // Settings stay as they are for the other tests of this file.
      const shapes = (operationByName(name)?.param.fields ?? []).filter((shape) => shape.name !== 'companyHandle');
      await fc.assert(fc.asyncProperty(fields(shapes), async (inner) => {
        const answer = await admin.call(name, `<companyHandle>c|${world.company.id}</companyHandle>${inner}`);
        assert.notEqual(textsAt(answer.element, 'reason')[0], 'An unexpected error occurred', `${name} ${inner}`);
      }), { numRuns: 25 });
    }
  });
});
