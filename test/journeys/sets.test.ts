import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { callService, firstCompany, plainOptions, postUpload, waitForJob } from '../build/client.ts';
import { openDataFolder, startServer, type ServerProcess } from '../build/server.ts';

let folder: Awaited<ReturnType<typeof openDataFolder>>;
let server: ServerProcess;
let company: Awaited<ReturnType<typeof firstCompany>>;
before(async () => {
  folder = await openDataFolder();
  server = await startServer(join(folder.path, 'data'));
  company = await firstCompany(server.url);
});
after(async () => {
  await server.stop();
  await folder[Symbol.asyncDispose]();
});

const tagged = (xml: string, name: string): string => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';

async function script(properties: Readonly<Record<string, string>>): Promise<string> {
  const typeHandle = tagged(await callService(server.url, 'getPropertySetType', '<name>AutoSetScript</name>'), 'typeHandle');
  const items = Object.entries(properties).map(([name, value]) => `<items><name>${name}</name><value>${value}</value></items>`).join('');
  const made = await callService(server.url, 'createPropertySet', `<typeHandle>${typeHandle}</typeHandle><primaryOwnerHandle>${company.handle}</primaryOwnerHandle><propertyArray>${items}</propertyArray>`);
  return tagged(made, 'setHandle');
}

async function upload(jobName: string, names: readonly string[], options: string): Promise<string> {
  const files = await Promise.all(names.map(async (fileName) => ({
    fileName, bytes: await sharp({ create: { width: 40, height: 30, channels: 3, background: { r: fileName.length * 10, g: 100, b: 50 } } }).jpeg().toBuffer(),
  })));
  const posted = await postUpload(server.url, { companyHandle: company.handle, jobName, destFolder: company.root, endJob: true, options: plainOptions + options }, files);
  assert.equal(posted.status, 200, posted.body);
  await waitForJob(server.url, company.handle, posted.handle!);
  return callService(server.url, 'getJobLogDetails', `<companyHandle>${company.handle}</companyHandle><jobHandle>${posted.handle}</jobHandle>`);
}

const shown = async (name: string): Promise<readonly string[]> => {
  const text = await (await fetch(`${server.url}/is/image/${company.root}${name}?req=set`)).text();
  return [...text.matchAll(/<i n="([^"]+)"/g)].map(([, member]) => member!.slice(company.root.length));
};

test('files of a job become a set at its end, which a later job makes longer, and which is served', async () => {
  const shoes = await script({ name: 'shoes', 'match.1': '(\\w+)-\\d+', suffix: '-set' });
  const named = `<autoSetCreationOptions><autoSetsArray><items>${shoes}</items></autoSetsArray></autoSetCreationOptions>`;
  const log = await upload('first', ['shoe-2.jpg', 'hat-1.jpg', 'shoe-1.jpg'], named);
  assert.match(log, /<logMessage>Prepress\/shoe-set was made of 2 assets<\/logMessage><logType>UploadSuccess<\/logType>.*?<assetName>shoe-set<\/assetName><assetType>ImageSet<\/assetType>/);
  assert.match(log, /<fileSuccessCount>3<\/fileSuccessCount>/);
  assert.doesNotMatch(log, /hat-set|not available/);
  assert.deepEqual(await shown('shoe-set'), ['shoe-1', 'shoe-2']);

  await upload('second', ['shoe-10.jpg'], named);
  assert.deepEqual(await shown('shoe-set'), ['shoe-1', 'shoe-2', 'shoe-10']);
  const string = await fetch(`${server.url}/is/image/${company.root}shoe-set?req=imageset`);
  assert.equal(await string.text(), 'Prepress/shoe-1,Prepress/shoe-2,Prepress/shoe-10\r\n');
});

test('without scripts there are no sets, whatever the empty options look like', async () => {
  for (const [index, options] of ['', '<autoSetCreationOptions/>', '<autoSetCreationOptions><autoSetsArray/></autoSetCreationOptions>'].entries()) {
    const log = await upload(`none ${index}`, [`cap${index}-1.jpg`, `cap${index}-2.jpg`], options);
    assert.doesNotMatch(log, /-set/);
    assert.deepEqual(await shown(`cap${index}-set`), []);
  }
});

test('a job makes sets of what is stored, and an expression that never ends costs its script alone', async () => {
  await upload('bags', ['bag-1.jpg', 'bag-2.jpg', `${'a'.repeat(60)}!.jpg`], '');
  const [endless, bags] = [await script({ 'match.1': '(a+)+$' }), await script({ 'match.1': '(bag)-\\d', suffix: '-spin', type: 'SpinSet' })];
  const found = await callService(server.url, 'getAssetsByName', `<companyHandle>${company.handle}</companyHandle><nameArray><items>bag-1</items><items>${'a'.repeat(60)}!</items></nameArray>`);
  const handles = [...found.matchAll(/<assetHandle>([^<]+)</g)].map(([, handle]) => `<items>${handle}</items>`).join('');
  const submitted = await callService(server.url, 'submitJob', `<companyHandle>${company.handle}</companyHandle><jobName>generate</jobName><automatedSetGenerationJob><assetHandleArray>${handles}</assetHandleArray>`
    + `<readyForPublish>true</readyForPublish><autoSetCreationOptions><autoSetsArray><items>${endless}</items><items>${bags}</items></autoSetsArray></autoSetCreationOptions><emailSetting>None</emailSetting></automatedSetGenerationJob>`);
  const handle = tagged(submitted, 'jobHandle');
  const active = await callService(server.url, 'getActiveJobs', `<companyHandle>${company.handle}</companyHandle><jobHandle>${handle}</jobHandle>`);
  assert.match(active, /<state>Running<\/state>.*<taskType>AutoSet<\/taskType>/);
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
  await waitForJob(server.url, company.handle, handle);
  const log = await callService(server.url, 'getJobLogDetails', `<companyHandle>${company.handle}</companyHandle><jobHandle>${handle}</jobHandle>`);
  assert.match(log, /was left out: The regular expression \(a\+\)\+\$ takes too long/);
  assert.deepEqual(await shown('bag-spin'), ['bag-1', 'bag-2']);
});

test('a server that is killed while it makes sets makes them after its next start, once', async () => {
  await upload('coats', ['coat-1.jpg', 'coat-2.jpg', `${'b'.repeat(60)}!.jpg`], '');
  const [endless, coats] = [await script({ 'match.1': '(b+)+$' }), await script({ 'match.1': '(coat)-\\d', suffix: '-set' })];
  const named = `<autoSetCreationOptions><autoSetsArray><items>${endless}</items><items>${coats}</items></autoSetsArray></autoSetCreationOptions>`;
  const file = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#123' } }).jpeg().toBuffer();
  const posted = await postUpload(server.url, { companyHandle: company.handle, jobName: 'killed', destFolder: company.root, endJob: true, options: plainOptions + named },
    [{ fileName: 'coat-3.jpg', bytes: file }, { fileName: `${'b'.repeat(61)}!.jpg`, bytes: file }]);
  const jobOf = `<companyHandle>${company.handle}</companyHandle><jobHandle>${posted.handle}</jobHandle>`;
  for (;;) {
    const active = await callService(server.url, 'getActiveJobs', jobOf);
    assert.match(active, /<uploadPostJob>/, 'the job ended before anybody could look');
    if (/<taskType>AutoSet<\/taskType><taskState>Processing/.test(active)) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await server.kill();
  server = await startServer(join(folder.path, 'data'));
  await waitForJob(server.url, company.handle, posted.handle!);
  const log = await callService(server.url, 'getJobLogDetails', jobOf);
  assert.equal(log.match(/coat-set was made of 3 assets/g)?.length, 1);
  assert.equal(log.match(/<logType>EndUpload</g)?.length, 1);
  assert.deepEqual(await shown('coat-set'), ['coat-1', 'coat-2', 'coat-3']);
});
