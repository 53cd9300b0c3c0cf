import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jobHandle, parseJobHandle } from '#jobs';

describe('job handles', () => {
  test('hold company, name and id, with bars of the name replaced', () => {
    assert.equal(jobHandle({ companyId: 2101, name: 'uploadFileServlet-1376682217351', id: 54091 }), 'j|2101||uploadFileServlet-1376682217351|54091');
    assert.equal(jobHandle({ companyId: 2, name: 'a|b', id: 3 }), 'j|2||a_b|3');
  });

  const forms: readonly [string, ReturnType<typeof parseJobHandle>][] = [
    ['j|2101||upload-1|54091', { companyId: 2101, name: 'upload-1', jobId: 54091, isScheduled: false }],
    ['2101||upload-1|54091', { companyId: 2101, name: 'upload-1', jobId: 54091, isScheduled: false }],
    ['j|6||Add_2007-10-24-16:11:07', { companyId: 6, name: 'Add_2007-10-24-16:11:07', isScheduled: false }],
    ['47||Add_2007', { companyId: 47, name: 'Add_2007', isScheduled: false }],
    ['j|6||123', { companyId: 6, name: '123', isScheduled: false }],
    ['47|My Test Job|', { companyId: 47, name: 'My Test Job', isScheduled: true }],
    ['j|6|Nightly||12', { companyId: 6, name: 'Nightly', jobId: 12, isScheduled: true }],
    ['j|2||a|b|3', { companyId: 2, name: 'a_b', jobId: 3, isScheduled: false }],
    ...['', 'j', 'j|', 'j|x||n|1', 'j|2', 'j|2||', 'j|2||n|x', 'j|2||n|', 'a|27007', 'j|2|n|n|1', 'j|99999999999999999||n|1']
      .map((text): [string, undefined] => [text, undefined]),
  ];
  for (const [text, expected] of forms) {
    test(`'${text}' is ${expected === undefined ? 'none' : JSON.stringify(expected)}`, () => {
      assert.deepEqual(parseJobHandle(text), expected);
    });
  }
});
