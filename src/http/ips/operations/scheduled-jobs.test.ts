import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';

import { openIpsWorld, password, type IpsWorld } from '#test/build/ips';
import { allAt, ipsClient, namesIn, textAt, textsAt, type IpsAnswer, type IpsClient } from '#test/build/ips-client';

describe('scheduled jobs', () => {
  let world: IpsWorld;
  let user: IpsClient;
  let admin: IpsClient;
  let own: string;
  let count = 0;
  let name: string;
  before(async () => {
    world = await openIpsWorld();
    user = ipsClient(world.server, world.user.email, password);
    admin = ipsClient(world.server, world.admin.email, password);
    own = `<companyHandle>c|${world.company.id}</companyHandle>`;
  });
  after(() => world[Symbol.asyncDispose]());
  beforeEach(() => { name = `nightly ${count += 1}`; });

  const code = (answer: IpsAnswer): string => textAt(answer.element, 'code');
  const reason = (answer: IpsAnswer): string => textAt(answer.element, 'reason');
  const urls = `<uploadUrlsJob><urlArray><items><sourceUrl>https://files.test/a.jpg</sourceUrl><destPath></destPath></items>
    <items><sourceUrl>https://files.test/b.jpg</sourceUrl><destPath>x/</destPath></items></urlArray>
    <overwrite>true</overwrite><readyForPublish>true</readyForPublish><createMask>false</createMask><emailSetting>None</emailSetting></uploadUrlsJob>`;
  const submit = (when: string, job = urls) =>
    user.call('submitJob', `${own}<jobName>${name}</jobName><locale>de</locale><description>why</description>${when}${job}`);
  const schedule = async (when = '<execSchedule>0 0 12 * * ?</execSchedule>'): Promise<string> => textAt((await submit(when)).element, 'jobHandle');
  const scheduled = async (inner = own, client = user) => allAt((await client.call('getScheduledJobs', inner)).element, 'jobArray/items');
  const byHandle = (handle: string) => `${own}<jobHandle>${handle}</jobHandle>`;
  const active = async (handle: string) => allAt((await user.call('getActiveJobs', byHandle(handle))).element, 'jobArray/items');
  const control = (operation: string, handle: string, client = user) => client.call(operation, byHandle(handle));

  test('a job with a schedule is shown with its next time and its options, of the URLs only their number', async () => {
    const handle = await schedule();
    assert.match(handle, new RegExp(`^j\\|${world.company.id}\\|${name}\\|\\|\\d+$`));
    const [shown] = await scheduled(byHandle(handle));
    assert.ok(shown);
    assert.deepEqual(['companyHandle', 'jobHandle', 'name', 'originalName', 'type', 'submitUserEmail', 'locale', 'description', 'execSchedule', 'nextFireTime', 'timeZone', 'triggerState']
      .map((field) => textAt(shown, field)), [
      `c|${world.company.id}`, handle, name, name, 'UrlUpload', world.user.email, 'de', 'why', '0 0 12 * * ?', '2026-01-16T11:00:00.000Z', 'Europe/Berlin', 'Normal',
    ]);
    assert.equal(textAt(shown, 'uploadUrlsJob/numUrls'), '2');
    assert.ok(!namesIn(shown).includes('urlArray'));
    assert.deepEqual(await active(handle), []);
  });

  test('when it is due the job is opened, and its handle finds the job and its log', async () => {
    const handle = await schedule('<execTime>2026-01-15T13:00:00Z</execTime>');
    assert.equal(await world.jobs.schedules.fireDue(), 0);
    world.clock.advance(3_600_000);
    assert.equal(await world.jobs.schedules.fireDue(), 1);
    assert.deepEqual(await scheduled(byHandle(handle)), []);
    const [shown] = await active(handle);
    assert.ok(shown);
    assert.deepEqual(['type', 'originalName', 'totalSize', 'description', 'uploadUrlsJob/numUrls'].map((field) => textAt(shown, field)), ['UrlUpload', name, '2', 'why', '2']);
    assert.match(textAt(shown, 'jobHandle'), /^j\|\d+\|\|/);
    const log = (await user.call('getJobLogDetails', byHandle(handle))).element;
    assert.deepEqual(textsAt(log, 'jobLogArray/items/logType'), ['BeginUploadUrls']);
    assert.equal((await control('stopJob', handle)).element.name, 'stopJobReturn');
    assert.deepEqual(await active(handle), []);
    assert.equal(code(await control('stopJob', handle)), '30001');
  });

  test('paused it is not due, resumed it is from then on, executed it runs at once, deleted it is gone', async () => {
    const handle = await schedule();
    const state = async () => textsAt((await user.call('getScheduledJobs', byHandle(handle))).element, 'jobArray/items/triggerState');
    assert.equal((await control('pauseJob', handle)).element.name, 'pauseJobReturn');
    assert.deepEqual(await state(), ['Paused']);
    world.clock.advance(86_400_000);
    const due = await world.jobs.schedules.list({ companyIds: [world.company.id], name });
    await world.jobs.schedules.fireDue();
    assert.deepEqual(await active(handle), []);
    assert.equal(code(await control('stopJob', handle)), '30001', 'no job of it is running');
    assert.equal((await control('executeJob', handle)).element.name, 'executeJobReturn');
    assert.equal((await active(handle)).length, 1);
    assert.deepEqual((await world.jobs.schedules.list({ companyIds: [world.company.id], name }))[0]?.nextFireAt, due[0]?.nextFireAt);
    assert.equal((await control('resumeJob', handle)).element.name, 'resumeJobReturn');
    assert.deepEqual(await state(), ['Normal']);
    assert.equal((await control('deleteJob', handle)).element.name, 'deleteJobReturn');
    assert.deepEqual(await state(), []);
    assert.equal((await active(handle)).length, 1, 'what it opened goes on');
  });

  test('the old form of handles, without a number, means the schedule of that name', async () => {
    await schedule();
    const old = `${world.company.id}|${name}|`;
    assert.equal((await scheduled(byHandle(old))).length, 1);
    assert.equal((await control('pauseJob', old)).element.name, 'pauseJobReturn');
    assert.equal(textAt((await scheduled(byHandle(old)))[0]!, 'triggerState'), 'Paused');
  });

  test('an active job cannot be executed, and an unknown schedule is not found', async () => {
    const job = await world.openJob({ name, files: ['a.jpg'] });
    for (const [operation, handle] of [
      ['executeJob', job.handle], ['executeJob', `j|${world.company.id}|${name}||999999`], ['deleteJob', `j|${world.company.id}|${name}||999999`], ['pauseJob', 'nonsense'],
    ] as const) assert.deepEqual([code(await control(operation, handle)), reason(await control(operation, handle))], ['30001', `Job '${handle}' not found`]);
  });

  test('who did not schedule it may not touch it, unless he administers the company', async () => {
    const handle = await schedule();
    const colleague = ipsClient(world.server, (await world.addUser('IpsUser', [world.company])).email, password);
    assert.equal(code(await control('pauseJob', handle, colleague)), '20009');
    assert.equal((await scheduled(byHandle(handle), colleague)).length, 1, 'but see it');
    assert.equal((await control('pauseJob', handle, admin)).element.name, 'pauseJobReturn');
    const elsewhere = await world.accounts.addCompany(`Other ${count}`);
    const stranger = ipsClient(world.server, (await world.addUser('IpsUser', [elsewhere])).email, password);
    assert.deepEqual(await scheduled('', stranger), []);
    assert.deepEqual(await scheduled(`<jobHandle>${handle}</jobHandle>`, stranger), []);
    assert.ok((await scheduled('', admin)).length > 1);
    assert.deepEqual((await scheduled(`${own}<originalName>${name}</originalName>`)).map((one) => textAt(one, 'name')), [name]);
  });

  test('what is no time, a name in use and more than one time are refused, and nothing is scheduled', async () => {
    for (const [when, wanted] of [
      ['<execSchedule>0 0 12 * *</execSchedule><execTime>2030-01-01T00:00:00Z</execTime>', /only one of execTime and execSchedule/],
      ['<execSchedule>every day</execSchedule>', /execSchedule/], ['<execSchedule>0 0 12 5C * ?</execSchedule>', /no calendars/],
      ['<execSchedule>0 0 12 1 * 2</execSchedule>', /only one of day-of-month/], ['<execSchedule>0 0 12 * * ? 2020</execSchedule>', /due again/],
    ] as const) {
      const answer = await submit(when);
      assert.equal(code(answer), '30001', when);
      assert.match(reason(answer), wanted);
    }
    assert.deepEqual(await world.jobs.schedules.list({ companyIds: 'all', name }), []);
    await schedule();
    assert.match(reason(await submit('<execSchedule>0 0 13 * * ?</execSchedule>')), /jobName/);
    const once = await submit('<execTime>soon</execTime>');
    assert.equal(code(once), '30001');
  });
});
