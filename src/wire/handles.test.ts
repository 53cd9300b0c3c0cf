import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as handles from './handles.ts';

test('company, group and publishing handles are a letter and an id', () => {
  assert.equal(handles.formatCompanyHandle(6), 'c|6');
  assert.equal(handles.formatGroupHandle(1), 'g|1');
  assert.equal(handles.formatPropertySetTypeHandle(10801), 'pt|10801');
  assert.equal(handles.formatPropertySetHandle(941), 'ps|941');
  assert.equal(handles.formatPublishContextHandle(3002), 'pc|3002');
  assert.equal(handles.formatPermissionSetHandle(2), 'pm|2');
  assert.equal(handles.parseCompanyHandle('c|6'), 6);
  assert.equal(handles.parseGroupHandle(' g|1\n'), 1);
  assert.equal(handles.parsePropertySetTypeHandle('pt|10801'), 10801);
  assert.equal(handles.parsePropertySetHandle('ps|941'), 941);
  assert.equal(handles.parsePublishContextHandle('pc|3002'), 3002);
  assert.equal(handles.parsePermissionSetHandle('pm|2'), 2);
});

test('a company handle of the unversioned interface is the bare id', () => {
  assert.equal(handles.parseCompanyHandle('47'), 47);
});

test('what is no company handle is none', () => {
  for (const text of ['', 'c', 'c|', 'c|x', 'c|-1', 'c|1|2', 'g|1', 'c|1e3', 'c|9999999999999999', 'C|1']) {
    assert.equal(handles.parseCompanyHandle(text), undefined, text);
  }
});

test('a user handle names the address too, its id decides', () => {
  assert.equal(handles.formatUserHandle({ id: 41, email: 'someone@x' }), 'u|41|someone@x');
  for (const text of ['u|41|someone@x', '41|someone@x', 'u|41', 'u|41|a|b@x']) {
    assert.equal(handles.parseUserHandle(text), 41, text);
  }
  assert.equal(handles.parseUserHandle('u|someone@x'), undefined);
});

test('an asset handle of any age has the asset\'s id first', () => {
  assert.equal(handles.formatAssetHandle(27007), 'a|27007');
  for (const text of ['a|27007', 'a|27007|1|535', '27007|1|17061', '27007']) {
    assert.equal(handles.parseAssetHandle(text), 27007, text);
  }
  for (const text of ['a|', 'a|1|x', 'a|1|2|3|4', 'p|1|x', 'u|1']) {
    assert.equal(handles.parseAssetHandle(text), undefined, text);
  }
});

test('a folder handle is a path with one slash at its end', () => {
  assert.equal(handles.formatFolderHandle('MyCompany/dir/'), 'f|MyCompany/dir/');
  for (const text of ['f|MyCompany/dir/', 'MyCompany/dir/', 'f|MyCompany/dir', 'f|/MyCompany//dir//']) {
    assert.equal(handles.parseFolderHandle(text), 'MyCompany/dir/', text);
  }
  assert.equal(handles.parseFolderHandle('f|a|b/'), 'a|b/');
  for (const text of ['', 'f|', 'f|/']) assert.equal(handles.parseFolderHandle(text), undefined, text);
});

test('a project handle keeps bars in the name', () => {
  const project = { companyId: 6, name: 'A|B' };
  assert.equal(handles.formatProjectHandle(project), 'p|6|A|B');
  assert.deepEqual(handles.parseProjectHandle('p|6|A|B'), project);
  assert.deepEqual(handles.parseProjectHandle('6|A|B'), project);
  for (const text of ['p|6', 'p|6|', 'p|x|A']) assert.equal(handles.parseProjectHandle(text), undefined, text);
});

test('a job handle has company, nothing, name and id; bars in the name become underscores', () => {
  assert.equal(handles.formatJobHandle({ companyId: 2101, name: 'a|b', jobId: 54091 }), 'j|2101||a_b|54091');
  assert.deepEqual(handles.parseJobHandle('j|2101||a_b|54091'), { companyId: 2101, name: 'a_b', jobId: 54091 });
  const scheduled = { companyId: 47, name: 'My Test Job', jobId: 3 };
  assert.equal(handles.formatScheduledJobHandle(scheduled), 'j|47|My Test Job||3');
  assert.deepEqual(handles.parseJobHandle('j|47|My Test Job||3'), scheduled);
});

test('older job handles lack the id, oldest ones the letter', () => {
  const dated = { companyId: 6, name: 'Add_2007-10-24-16:11:07' };
  assert.deepEqual(handles.parseJobHandle('j|6||Add_2007-10-24-16:11:07'), dated);
  assert.deepEqual(handles.parseJobHandle('47||Add_2007'), { companyId: 47, name: 'Add_2007' });
  assert.deepEqual(handles.parseJobHandle('47|My Test Job|'), { companyId: 47, name: 'My Test Job' });
  assert.deepEqual(handles.parseJobHandle('0|Cleanup|'), { companyId: 0, name: 'Cleanup' });
});

test('what is no job handle is none', () => {
  for (const text of ['', 'j', 'j|1', 'j|1||', 'j|x||n|1', 'j|1|n|m|1', 'j|1||n|x', 'j|1||n|1|2', 'a job']) {
    assert.equal(handles.parseJobHandle(text), undefined, text);
  }
});

test('a metadata field handle has the asset type in upper case', () => {
  const field = { companyId: 3, assetType: 'ASSET', name: 'SingleFixedTag' };
  assert.equal(handles.formatMetadataFieldHandle({ ...field, assetType: 'Asset' }), 'm|3|ASSET|SingleFixedTag');
  assert.deepEqual(handles.parseMetadataFieldHandle('m|3|asset|SingleFixedTag'), field);
  for (const text of ['m|3', 'm|3||x', 'm|3|ASSET|', 'm|x|ASSET|y']) {
    assert.equal(handles.parseMetadataFieldHandle(text), undefined, text);
  }
});

test('formats belong to a company, zoom targets and image maps to an asset', () => {
  assert.equal(handles.formatVignetteFormatHandle({ companyId: 21, id: 282 }), 'v|21|282');
  assert.deepEqual(handles.parseVignetteFormatHandle('v|21|282'), { companyId: 21, id: 282 });
  assert.equal(handles.formatImageFormatHandle({ companyId: 47, id: 301 }), 'if|47|301');
  assert.deepEqual(handles.parseImageFormatHandle('47|301'), { companyId: 47, id: 301 });
  assert.equal(handles.parseImageFormatHandle('if|47'), undefined);
  assert.equal(handles.formatZoomTargetHandle({ assetId: 947, id: 41 }), 'a|947|9|41');
  assert.equal(handles.formatImageMapHandle({ assetId: 34191, id: 554 }), 'a|34191|8|554');
  assert.deepEqual(handles.parseZoomTargetHandle('a|947|9|41'), { assetId: 947, id: 41 });
  assert.deepEqual(handles.parseImageMapHandle('34191|8|554'), { assetId: 34191, id: 554 });
  assert.equal(handles.parseImageMapHandle('a|947|9|41'), undefined);
  assert.equal(handles.parseZoomTargetHandle('a|947|9'), undefined);
});

test('an invalidation handle names company and number', () => {
  assert.equal(handles.formatInvalidationHandle({ companyId: 6, id: 17 }), 'ci|6|17');
  assert.deepEqual(handles.parseInvalidationHandle('ci|6|17'), { companyId: 6, id: 17 });
  for (const text of ['ci|6', 'ci|6|', 'ci|x|1', 'ci|6|1|2']) assert.equal(handles.parseInvalidationHandle(text), undefined, text);
});
