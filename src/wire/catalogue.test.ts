import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  elementShape, operationByName, operationOfElement, operations, ownElementShape, shapeOf, types, undeclaredOperations,
} from './catalogue.ts';
import { isSimpleType } from './notation.ts';
import type { TypeShape } from './types.ts';
import { operationsIn, typesIn } from './xsd.ts';

const everyShape: readonly TypeShape[] = [...types, ...operations.flatMap(({ param, result }) => [param, result])];

test('227 types are declared; 164 operations belong to 2014-04-03 and 163 to 2013-02-15', () => {
  assert.equal(types.length, 227);
  assert.equal(operationsIn('2014-04-03').length, 164);
  assert.equal(operationsIn('2013-02-15').length, 163);
});

test('a version has the types that its messages can hold', () => {
  const namesIn = (version: string): readonly string[] => typesIn(version).map(({ name }) => name);
  assert.ok(namesIn('2014-04-03').includes('VideoCaptionInfo') && !namesIn('2014-04-03').includes('EmailConfirmation'));
  assert.ok(namesIn('2013-02-15').includes('EmailConfirmation') && !namesIn('2013-02-15').includes('VideoCaptionInfo'));
  assert.ok(!namesIn('').includes('KnockoutBackgroundOptions'));
});

test('every field has a simple or a declared type', () => {
  for (const { name, fields } of everyShape) {
    for (const field of fields) {
      const isDeclared = isSimpleType(field.type) || types.some((type) => type.name === field.type);
      assert.ok(isDeclared, `${name}.${field.name}: ${field.type}`);
    }
  }
});

test('no name is declared twice, and no spelling means two fields', () => {
  assert.equal(new Set(types.map(({ name }) => name)).size, types.length);
  assert.equal(new Set(operations.map(({ name }) => name)).size, operations.length);
  for (const { name, fields } of everyShape) {
    const spellings = fields.flatMap((field) => [field.name, ...(field.aliases ?? [])]);
    assert.equal(new Set(spellings).size, spellings.length, name);
  }
});

test('types, elements and operations are found by name', () => {
  assert.equal(shapeOf('UploadPostJob').fields[0]?.name, 'overwrite');
  assert.equal(elementShape('uploadPostParam'), operationByName('uploadPost')?.param);
  assert.equal(elementShape('getActiveJobsReturn'), operationByName('getActiveJobs')?.result);
  assert.equal(elementShape('authHeader')?.fields[0]?.name, 'user');
  assert.equal(operationOfElement('getActiveJobsParam')?.name, 'getActiveJobs');
});

test('documented misspellings are found too', () => {
  assert.equal(elementShape('uploadPostParams'), elementShape('uploadPostParam'));
  assert.equal(operationOfElement('getActivePublishContextParam')?.name, 'getActivePublishContexts');
  assert.equal(operationOfElement('updateAssetPermissonsParam')?.name, 'updateAssetPermissions');
});

test('strangers\' names find nothing, our own wrong names throw', () => {
  for (const name of ['toString', '', 'getActiveJobs', 'Param', 'getActiveJobsReturn']) {
    assert.equal(operationOfElement(name), undefined);
  }
  assert.equal(elementShape('__proto__'), undefined);
  assert.throws(() => shapeOf('UploadPostJobs'), TypeError);
  assert.throws(() => ownElementShape('nothing'), TypeError);
});

test('an administrator may call everything; a company\'s administrator and a web-service user what a user may', () => {
  for (const { name, roles } of operations) {
    assert.ok(roles.includes('IpsAdmin'), name);
    if (!roles.includes('IpsUser')) continue;
    assert.ok(roles.includes('IpsCompanyAdmin') && roles.includes('WebServiceUser'), name);
  }
  assert.equal(operationByName('submitJob')?.roles.includes('ImagePortalUser'), false);
  assert.deepEqual(operationByName('getAllCompanies')?.roles, ['IpsAdmin']);
});

test('operations known by name only are not declared', () => {
  for (const name of undeclaredOperations) assert.equal(operationByName(name), undefined);
});
