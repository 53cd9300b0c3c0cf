import assert from 'node:assert/strict';
import { after, beforeEach, afterEach, before, describe, test } from 'node:test';

import { openIpsWorld, password, requiredOptions, type IpsWorld } from '#test/build/ips';
import { allAt, ipsClient, namesIn, textAt, textsAt, type IpsAnswer, type IpsClient } from '#test/build/ips-client';

const detailNames = ['logMessage', 'logType', 'dateCreated', 'assetName', 'assetType', 'assetHandle', 'auxArray'];

describe('operations on jobs', () => {
  let world: IpsWorld;
  let own: string;
  let user: IpsClient;
  let admin: IpsClient;
  before(async () => {
    world = await openIpsWorld();
    own = `<companyHandle>c|${world.company.id}</companyHandle>`;
    user = ipsClient(world.server, world.user.email, password);
    admin = ipsClient(world.server, world.admin.email, password);
  });
  after(() => world[Symbol.asyncDispose]());
  let name: string;
  let count = 0;
  beforeEach(() => { name = `job ${count += 1}`; });
  afterEach(() => world.clock.advance(1000));

  const code = (answer: IpsAnswer): string => textAt(answer.element, 'code');
  const active = async (inner: string, client = user) =>
    allAt((await client.call('getActiveJobs', inner)).element, 'jobArray/items');
  const byName = (originalName: string): string => `${own}<originalName>${originalName}</originalName>`;
  const details = async (inner: string, auth = '') => (await user.call('getJobLogDetails', inner, { auth })).element;
  const lines = async (inner: string) => textsAt(await details(inner), 'jobLogArray/items/detailArray/items/logType');

  test('§9.1: a job is active from its first answer until it has ended, and never nowhere', async () => {
    const job = await world.openJob({ name, files: ['a.jpg'] });
    const byHandle = `<jobHandle>${job.handle}</jobHandle>`;
    const state = async () => textsAt((await user.call('getActiveJobs', byHandle)).element, 'jobArray/items/state');
    assert.deepEqual(await state(), ['WaitingCoordinator']);
    const end = await world.take(job);
    assert.deepEqual(await state(), ['Running']);
    assert.equal((await lines(byName(name))).at(0), 'BeginUpload');
    assert.deepEqual(textsAt(await details(byName(name)), 'jobLogArray/items/endDate'), []);
    await end('success');
    assert.deepEqual(await state(), ['WaitingClient']);
    await world.addFiles(job, [], true);
    assert.deepEqual(await state(), []);
    const log = allAt(await details(byName(name)), 'jobLogArray/items')[0];
    assert.ok(log);
    assert.ok(textAt(log, 'endDate') >= textAt(log, 'startDate'));
    assert.equal(textAt(log, 'totalFileCount'), '1');
  });

  test('an active job has every field in the order of the interface', async () => {
    const job = await world.openJob({ name, files: ['a.jpg', 'b.jpg', 'c.jpg'] });
    await (await world.take(job))('success');
    await world.take(job);
    const [shown] = await active(`<jobHandle>${job.handle}</jobHandle>`);
    assert.ok(shown);
    assert.deepEqual(namesIn(shown), [
      'companyHandle', 'jobHandle', 'name', 'originalName', 'type', 'state', 'submitUserEmail', 'locale', 'description',
      'serverName',
      'startDate', 'triggerTime', 'totalSize', 'progress', 'progressMessage', 'lastProgressUpdate', 'taskProgressArray',
      'uploadPostJob',
    ]);
    assert.equal(textAt(shown, 'type'), 'UploadPost');
    assert.equal(textAt(shown, 'totalSize'), '3');
    assert.equal(textAt(shown, 'progress'), '1');
    assert.equal(textAt(shown, 'progressMessage'), 'Processing b.jpg');
    assert.match(textAt(shown, 'startDate'), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const [task] = allAt(shown, 'taskProgressArray/items');
    assert.deepEqual(task?.children.slice(0, 5).map(({ text }) => text), ['Ingest', 'Processing', '1', '1', '1']);
    assert.deepEqual(textsAt(shown, 'taskProgressArray/items/taskItemProgressArray/items/itemName'), ['b.jpg']);
  });

  test('§9.2 and behaviour 13: the options come back as they were sent, in the order of the interface', async () => {
    const manualCropOptions = { left: 500, right: 500, top: 500, bottom: 500 };
    await world.openJob({ name, echo: { manualCropOptions, ...requiredOptions } });
    const [shown] = await active(byName(name));
    assert.ok(shown);
    assert.deepEqual(
      namesIn(allAt(shown, 'uploadPostJob')[0]),
      ['overwrite', 'readyForPublish', 'createMask', 'manualCropOptions', 'emailSetting'],
    );
    assert.equal(textAt(shown, 'uploadPostJob/manualCropOptions/left'), '500');
    assert.match((await user.call('getActiveJobs', byName(name))).body, /<taskProgressArray\/>/);
  });

  test('behaviour 12: a stored name may differ, and the original name and both forms of the handle find the job at once', async () => {
    const first = await world.openJob({ name });
    const second = await world.openJob({ name });
    assert.notEqual(second.name, name);
    assert.deepEqual((await active(byName(name))).map((shown) => textAt(shown, 'name')), [name, second.name]);
    const found = async (handle: string) =>
      textsAt(
        (await user.call('getActiveJobs', `<jobHandle>${handle}</jobHandle>`)).element, 'jobArray/items/jobHandle',
      );
    assert.deepEqual(await found(second.handle), [second.handle]);
    assert.deepEqual(await found(`j|${world.company.id}||${second.name}`), [second.handle]);
    assert.deepEqual(await found(`${world.company.id}||${name}`), [first.handle]);
    assert.deepEqual(
      textsAt(await details(`${own}<jobHandle>j|${world.company.id}||${second.name}</jobHandle>`), 'jobLogArray/items/jobHandle'),
      [second.handle],
    );
  });

  test('getActiveJobs knows no faults for jobs it does not know', async () => {
    for (const inner of [
      '<jobHandle>j|1||x|99999</jobHandle>', '<jobHandle>nonsense</jobHandle>', byName('never heard of'),
    ]) {
      assert.deepEqual(await active(inner), [], inner);
    }
  });

  test('callers see jobs of their companies, administrators of the installation all', async () => {
    const other = await world.accounts.addCompany(`Company of ${name}`);
    const foreigner = await world.addUser('IpsUser', [other]);
    await world.openJob({ name, company: other, user: foreigner });
    const handles = async (client: IpsClient) =>
      textsAt(
        (await client.call('getActiveJobs', `<originalName>${name}</originalName>`)).element,
        'jobArray/items/jobHandle',
      );
    assert.equal((await handles(admin)).length, 1);
    assert.equal((await handles(ipsClient(world.server, foreigner.email, password))).length, 1);
    assert.deepEqual(await handles(user), []);
    const [handle] = await handles(admin);
    assert.deepEqual(await active(`<jobHandle>${handle}</jobHandle>`), []);
    assert.equal(code(await user.call('getActiveJobs', `<companyHandle>c|${other.id}</companyHandle>`)), '20006');
    const logged = async (client: IpsClient) =>
      textsAt(
        (await client.call('getJobLogs', '<numRows>10000</numRows>')).element, 'jobLogArray/items/originalJobName',
      );
    assert.ok((await logged(admin)).includes(name));
    assert.ok(!(await logged(user)).includes(name));
  });

  test('includeWaitingJobs=false leaves out what waits for a worker', async () => {
    await world.openJob({ name, files: ['a.jpg'] });
    assert.equal((await active(byName(name))).length, 1);
    assert.equal((await active(`${byName(name)}<includeWaitingJobs>true</includeWaitingJobs>`)).length, 1);
    assert.equal((await active(`${byName(name)}<includeWaitingJobs>false</includeWaitingJobs>`)).length, 0);
  });

  test('behaviour 18: polling details of a job that is not there, or runs, answers an empty or partial log and never a fault', async () => {
    assert.match((await user.call('getJobLogDetails', byName(name))).body, /<jobLogArray\/>/);
    for (const handle of ['nonsense', `j|${world.company.id}||gone|99999`]) {
      assert.match(
        (await user.call('getJobLogDetails', `${own}<jobHandle>${handle}</jobHandle>`)).body, /<jobLogArray\/>/,
      );
    }
    const job = await world.openJob({ name, files: ['a.jpg', 'b.jpg'] });
    assert.deepEqual(await lines(byName(name)), ['BeginUpload', 'OriginalJobName', 'JobClient', 'JobType']);
    await (await world.take(job))('success');
    assert.equal((await lines(byName(name))).at(-1), 'UploadSuccess');
    assert.equal(code(await user.call('getJobLogDetails', own)), '30002');
    assert.equal(code(await user.call('getJobLogDetails', `${own}<jobHandle>j|99999||x|1</jobHandle>`)), '20006');
  });

  test('§9.3: three files, one new, one replaced, one corrupt: counts, and a filter that leaves them alone', async () => {
    const job = await world.openJob({ name, files: ['a.jpg', 'b.jpg', 'c.jpg'], isInputClosed: true });
    await (await world.take(job))('success');
    await (await world.take(job))('update', [{
      type: 'FileUpdated', key: 'log.updated', params: { path: 'ApiTestCo/b.jpg' },
      asset: { id: 4711, name: 'b', fileType: 'MasterImage' },
      notes: [{ type: 'UploadWarning', key: 'log.note', params: { text: 'a font is missing' } }],
    }]);
    await (await world.take(job))('error', [{
      type: 'UploadError', key: 'log.error', params: { path: 'ApiTestCo/c.jpg' },
      reason: { key: 'UNSUPPORTED_FILE_TYPE', params: {} },
    }]);
    const element = await details(`${byName(name)}<logTypeArray><items>UploadError</items></logTypeArray>`);
    const [log] = allAt(element, 'jobLogArray/items');
    assert.ok(log);
    const counts =
      Object.fromEntries(log.children.filter((child) => child.name.endsWith('Count')).map((child) => [child.name, Number(child.text)]));
    assert.deepEqual(counts, {
      fileSuccessCount: 1, fileErrorCount: 1, fileWarningCount: 0, fileDuplicateCount: 0, fileUpdateCount: 1,
      totalFileCount: 3,
      transferSuccessCount: 3, transferErrorCount: 0, transferWarningCount: 0,
    });
    assert.equal(textAt(log, 'detailTotalRows'), '1');
    assert.deepEqual(
      textsAt(log, 'detailArray/items/logMessage'), ['ApiTestCo/c.jpg could not be processed: Unsupported file type'],
    );
    const [updated] =
      allAt(
        await details(`${byName(name)}<logTypeArray><items>FileUpdated</items></logTypeArray>`),
        'jobLogArray/items/detailArray/items',
      );
    assert.ok(updated);
    assert.deepEqual(namesIn(updated), detailNames);
    assert.deepEqual(
      ['assetName', 'assetType', 'assetHandle'].map((field) => textAt(updated, field)), ['b', 'MasterImage', 'a|4711'],
    );
    assert.equal(textAt(updated, 'auxArray/items/logMessage'), 'a font is missing');
  });

  test('a log has every field in the order of the interface, and a summary no lines', async () => {
    await world.openJob({ name, isInputClosed: true });
    const { element } = await user.call('getJobLogs', own);
    const [summary] = allAt(element, 'jobLogArray/items').filter((log) => textAt(log, 'jobName') === name);
    assert.deepEqual(namesIn(summary), [
      'companyHandle', 'jobHandle', 'jobName', 'originalJobName', 'submitUserEmail', 'logType', 'jobSubType',
      'startDate', 'endDate',
      'description', 'fileSuccessCount', 'fileErrorCount', 'fileWarningCount', 'fileDuplicateCount', 'fileUpdateCount',
      'totalFileCount',
      'transferSuccessCount', 'transferErrorCount', 'transferWarningCount', 'fatalError',
    ]);
    assert.ok(summary);
    assert.deepEqual(['logType', 'jobSubType', 'description', 'totalFileCount', 'fatalError'].map((field) => textAt(summary, field)),
      ['BeginUpload', '', 'a description', '0', 'false']);
  });

  test('§9.4: pages of two lines, and pages beyond the end are empty', async () => {
    const job = await world.openJob({ name, files: ['a.jpg'] });
    await (await world.take(job))('success');
    const page = `${byName(name)}<recordsPerPage>2</recordsPerPage>`;
    const element = await details(`${page}<resultsPage>2</resultsPage>`);
    assert.deepEqual(textsAt(element, 'jobLogArray/items/detailArray/items/logType'), ['JobClient', 'JobType']);
    assert.equal(textAt(element, 'jobLogArray/items/detailTotalRows'), '5');
    assert.deepEqual(await lines(`${page}<resultsPage>4</resultsPage>`), []);
    assert.deepEqual(
      await lines(`${byName(name)}<recordsPerPage>2</recordsPerPage><sortDirection>Descending</sortDirection>`),
      ['UploadSuccess', 'JobType'],
    );
    assert.equal((await lines(`${byName(name)}<sortBy>LogType</sortBy>`))[0], 'BeginUpload');
    for (const wrong of [
      '<resultsPage>0</resultsPage>', '<sortBy>Colour</sortBy>', '<sortDirection>down</sortDirection>',
    ]) {
      assert.equal(code(await user.call('getJobLogDetails', byName(name) + wrong)), '30001', wrong);
    }
    assert.equal((await lines(`${byName(name)}<recordsPerPage>5000</recordsPerPage>`)).length, 5);
  });

  test('§9.5: a stopped job shows Stopping, finishes the file in work and cancels the others', async () => {
    const job = await world.openJob({ name, files: ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg'] });
    const end = await world.take(job);
    const control = `${own}<jobHandle>${job.handle}</jobHandle>`;
    const stopped = await user.call('stopJob', control);
    assert.deepEqual(
      [stopped.status, stopped.element.name, stopped.element.children.length], [200, 'stopJobReturn', 0],
    );
    assert.deepEqual((await active(byName(name))).map((shown) => textAt(shown, 'state')), ['Stopping']);
    await end('success');
    assert.deepEqual(await active(byName(name)), []);
    const types = await lines(byName(name));
    assert.equal(types.filter((type) => type === 'UploadSuccess').length, 1);
    assert.equal(types.filter((type) => type === 'FileCancel').length, 4);
    assert.equal(types.at(-1), 'EndUpload');
    assert.equal(code(await user.call('stopJob', control)), '30001');
  });

  test('§9.6: log messages are in the language of who reads them', async () => {
    await world.openJob({ name });
    const first = async (locale: string) =>
      textsAt(await details(byName(name), `<locale>${locale}</locale>`), 'jobLogArray/items/detailArray/items/logMessage')[0];
    assert.equal(await first('en'), 'Upload has begun!');
    assert.equal(await first('fr'), 'Upload has begun!');
    const german = await first('de-CH');
    assert.ok(german);
    assert.notEqual(german, 'Upload has begun!');
  });

  test('a paused job waits and says so until it is resumed; both may be said twice', async () => {
    const job = await world.openJob({ name, files: ['a.jpg'] });
    const control = `${own}<jobHandle>${job.handle}</jobHandle>`;
    for (const _ of [1, 2]) assert.equal((await user.call('pauseJob', control)).element.name, 'pauseJobReturn');
    const [paused] = await active(byName(name));
    assert.ok(paused);
    assert.deepEqual([textAt(paused, 'state'), textAt(paused, 'progressMessage')], ['WaitingCoordinator', 'Paused']);
    await assert.rejects(world.take(job));
    for (const _ of [1, 2]) assert.equal((await user.call('resumeJob', control)).element.name, 'resumeJobReturn');
    await (await world.take(job))('success');
  });

  test('a deleted job leaves the active ones and keeps its log', async () => {
    const job = await world.openJob({ name, files: ['a.jpg'] });
    assert.equal(
      (await user.call('deleteJob', `${own}<jobHandle>${job.handle}</jobHandle>`)).element.name, 'deleteJobReturn',
    );
    assert.deepEqual(await active(byName(name)), []);
    assert.equal((await lines(byName(name))).at(-1), 'EndUpload');
  });

  test('a job is controlled by its submitter and by administrators, not by colleagues', async () => {
    const job = await world.openJob({ name, files: ['a.jpg'] });
    const colleague = ipsClient(world.server, (await world.addUser('IpsUser', [world.company])).email, password);
    const manager = ipsClient(world.server, (await world.addUser('IpsCompanyAdmin', [world.company])).email, password);
    const control = `${own}<jobHandle>${job.handle}</jobHandle>`;
    assert.equal(code(await colleague.call('pauseJob', control)), '20009');
    assert.equal((await manager.call('pauseJob', control)).status, 200);
    assert.equal((await admin.call('resumeJob', control)).status, 200);
    assert.equal(
      code(await user.call('stopJob', `${own}<jobHandle>j|${world.company.id}||none|99999</jobHandle>`)), '30001',
    );
    assert.equal(code(await user.call('stopJob', `${own}<jobHandle>nonsense</jobHandle>`)), '30001');
    assert.equal(code(await user.call('stopJob', `${own}<jobHandle>j|99999||none|1</jobHandle>`)), '20006');
    assert.equal(code(await user.call('stopJob', own)), '30002');
  });

  test('getJobLogs sorts, limits and bounds by date', async () => {
    const start = world.clock.now();
    await world.openJob({ name: `${name} one` });
    world.clock.advance(60_000);
    const middle = world.clock.now();
    await world.openJob({ name: `${name} two` });
    const names = async (inner: string) =>
      textsAt((await user.call('getJobLogs', own + inner)).element, 'jobLogArray/items/originalJobName');
    assert.deepEqual((await names('<numRows>2</numRows>')), [`${name} two`, `${name} one`]);
    const dates = `<startDate>${start.toISOString()}</startDate><endDate>${middle.toISOString()}</endDate>`;
    assert.deepEqual(await names(`<sortDirection>Ascending</sortDirection>${dates}`), [`${name} one`, `${name} two`]);
    assert.deepEqual(await names(`<startDate>${middle.toISOString()}</startDate>`), [`${name} two`]);
    assert.deepEqual(await names(`<userHandle>u|${world.admin.id}|${world.admin.email}</userHandle>`), []);
    assert.equal(code(await user.call('getJobLogs', `${own}<sortBy>Colour</sortBy>`)), '30001');
    assert.equal(code(await user.call('getJobLogs', `${own}<numRows>0</numRows>`)), '30001');
  });

  test('getAssetJobLogs answers the lines of one asset, oldest first', async () => {
    const asset = await world.publish({ fileName: `${name}.jpg` });
    for (const [outcome, type, key] of [['success', 'UploadSuccess', 'log.created'], ['update', 'FileUpdated', 'log.updated']] as const) {
      const job = await world.openJob({ name: `${name} ${outcome}`, files: [`${name}.jpg`], isInputClosed: true });
      await (await world.take(job))(outcome, [{
        type, key, params: { path: `ApiTestCo/${name}.jpg` },
        asset: { id: asset.id, name: asset.name, fileType: 'MasterImage' },
      }]);
      world.clock.advance(1000);
    }
    const { element } = await user.call('getAssetJobLogs', `${own}<assetHandle>a|${asset.id}</assetHandle>`);
    assert.deepEqual(textsAt(element, 'jobLogArray/items/logType'), ['UploadSuccess', 'FileUpdated']);
    assert.deepEqual(
      namesIn(allAt(element, 'jobLogArray/items')[0]),
      ['jobHandle', 'jobName', 'logMessage', 'logType', 'submitUserEmail', 'logDate'],
    );
    assert.equal(code(await user.call('getAssetJobLogs', `${own}<assetHandle>a|99999</assetHandle>`)), '30001');
  });
});
