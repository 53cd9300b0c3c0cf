import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { publicationOf, publishAlone } from '#test/build/library';
import {
  authXml, field, file, multipart, openUploadWorld, paramXml, plainOptions, scene7, type Answer, type Part, type UploadWorld,
} from '#test/build/upload';
import { auth, handleOf, idOf, options, requestsTo } from '#test/build/upload-requests';

let world: UploadWorld;
before(async () => { world = await openUploadWorld(); });
after(() => world[Symbol.asyncDispose]());
const { company, itemsOf, newJob, refused, usual } = requestsTo(() => world);

describe('jobs', () => {
  const continued = (handle: string, extra = '') => field('uploadParams', paramXml(`${company()}<jobHandle>${handle}</jobHandle>${extra}`));

  test('the same name opens a new job each time', async () => {
    const [first, second] = [await world.post(usual('again')), await world.post(usual('again'))];
    assert.notEqual(handleOf(first), handleOf(second));
  });

  test('a handle beside a name wins when it is active, else the request is refused', async () => {
    const first = await world.post(multipart([auth(), field('uploadParams', newJob('both'))]));
    const both = (handle: string) => multipart([auth(), continued(handle, `<jobName>other</jobName>${options}`)]);
    assert.equal(handleOf(await world.post(both(handleOf(first)))), handleOf(first));
    await refused(both(`j|${world.company.id}||both|999999`), 30001);
  });

  test('endJob alone closes a job; a closed job takes no more', async () => {
    const first = await world.post(multipart([auth(), field('uploadParams', newJob('close'))]));
    assert.equal((await world.post(multipart([auth(), continued(handleOf(first), '<endJob>1</endJob>')]))).status, 200);
    await refused(multipart([auth(), continued(handleOf(first)), file('late.jpg', 'x')]), 30001, /is not active/);
  });

  test('a request without files keeps a job awake', async () => {
    const first = await world.post(multipart([auth(), field('uploadParams', newJob('awake')), file('a.jpg', 'x')]));
    world.clock.advance(20 * 60_000);
    assert.equal((await world.post(multipart([auth(), continued(handleOf(first))]))).status, 200);
    world.clock.advance(20 * 60_000);
    await world.jobs.sweep();
    assert.equal((await world.post(multipart([auth(), continued(handleOf(first), '<endJob>true</endJob>')]))).status, 200);
  });

  test('only its owner and administrators continue a job', async () => {
    const [stranger, boss] = [await world.addUser('IpsUser'), await world.addUser('IpsCompanyAdmin')];
    const first = await world.post(multipart([auth(), field('uploadParams', newJob('mine'))]));
    const as = (user: string) => multipart([field('auth', authXml({ user })), continued(handleOf(first))]);
    await refused(as(stranger.email), 30001, /is not active/);
    assert.equal((await world.post(as(boss.email))).status, 200);
    assert.equal((await world.post(as('admin@example.test'))).status, 200);
  });

  test('a job of another company is not active here', async () => {
    const other = await world.accounts.addCompany('ElsewhereCo');
    const there = await world.post(multipart([
      field('auth', authXml({ user: 'admin@example.test' })),
      field('uploadParams', paramXml(`<companyHandle>c|${other.id}</companyHandle><jobName>there</jobName>${options}`))]));
    await refused(multipart([field('auth', authXml({ user: 'admin@example.test' })), continued(handleOf(there))]), 30001);
  });

  test('the old form of a handle works, what is no handle does not', async () => {
    const first = await world.post(multipart([auth(), field('uploadParams', newJob('oldform'))]));
    assert.equal(handleOf(await world.post(multipart([auth(), continued(`${world.company.id}||oldform`)]))), handleOf(first));
    await refused(multipart([auth(), continued('nonsense')]), 30001, /'jobHandle'/);
  });

  test('options of a later request are not even looked at', async () => {
    const first = await world.post(multipart([auth(), field('uploadParams', newJob('ignored'))]));
    const answer = await world.post(multipart([auth(), continued(handleOf(first), '<uploadParams><overwrite>maybe</overwrite></uploadParams>')]));
    assert.equal(answer.status, 200);
  });

  test('requests of one job may run at the same time', async () => {
    const first = await world.post(multipart([auth(), field('uploadParams', newJob('parallel'))]));
    const answers = await Promise.all(Array.from({ length: 12 }, (_, at) =>
      world.post(multipart([auth(), continued(handleOf(first)), file(`p${at}.jpg`, `content ${at}`)]))));
    assert.deepEqual(new Set(answers.map(handleOf)), new Set([handleOf(first)]));
    const items = await itemsOf(first);
    assert.deepEqual(items.map((item) => item.content).toSorted(), Array.from({ length: 12 }, (_, at) => `content ${at}`).toSorted());
    assert.equal((await world.job(idOf(first))).receivedCount, 12);
  });

  test('a job remembers who, whence, how and in which language', async () => {
    const answer = await world.post(multipart([
      field('auth', authXml({ extra: '<locale>de</locale><appName>Uploader</appName>' })),
      field('uploadParams', newJob('N|m', '<locale>en_US</locale><description>to up/</description>')),
    ]));
    const job = await world.job(idOf(answer));
    assert.deepEqual(
      [job.originalName, job.userEmail, job.clientName, job.clientAddress, job.locale, job.description, job.companyId],
      ['N|m', 'person1@example.test', 'Uploader', '127.0.0.1', 'en-US', 'to up/', world.company.id]);
    assert.match(handleOf(answer), /\|\|N_m\|/);
  });

  test('without application name the address stands for the client, without job locale the caller\'s', async () => {
    const answer = await world.post(multipart([field('auth', authXml({ extra: '<locale>de</locale>' })), field('uploadParams', newJob('plain'))]));
    const job = await world.job(idOf(answer));
    assert.deepEqual([job.clientName, job.locale], ['127.0.0.1', 'de']);
  });

  test('options are stored as production reads them, the echo as the client sent it', async () => {
    const answer = await world.post(multipart([auth(), field('uploadParams', paramXml(`${company()}<jobName>echo</jobName><uploadParams>
      <emailSetting>ErrorAndWarning</emailSetting><overwrite>1</overwrite><overwrite>false</overwrite><readyForPublish> true </readyForPublish>
      <createMask>0</createMask><knockoutBackground><corner>UpperLeft</corner><fillMethod>FloodFill</fillMethod></knockoutBackground>
      <IllustratorOptions><colorSpace>Cmyk</colorSpace></IllustratorOptions><manualCropOptions/><autoSetCreationOptions/>
      <autoSmartCropOptionsArray><items><name>x</name></items></autoSmartCropOptionsArray><synchronizationComplete>true</synchronizationComplete>
      <xmpKeywords><items>red, dark</items><items>sale</items></xmpKeywords><inDesignOptions><process>None</process></inDesignOptions>
      </uploadParams>`, `${scene7}/2013-08-29-beta`))]));
    assert.equal(answer.status, 200, answer.text);
    const job = await world.job(idOf(answer));
    const stored = job.options as Record<string, unknown>;
    assert.deepEqual([stored['overwrite'], stored['readyForPublish'], stored['createMask'], stored['manualCrop']], [false, true, false, undefined]);
    assert.deepEqual(stored['knockout'], { corner: 'UpperLeft', tolerance: 0, fillMethod: 'FloodFill' });
    assert.deepEqual(stored['keywords'], ['red, dark', 'sale']);
    assert.deepEqual(job.echo, {
      overwrite: false, readyForPublish: true, createMask: false,
      knockoutBackgroundOptions: { corner: 'UpperLeft', tolerance: 0, fillMethod: 'FloodFill' },
      illustratorOptions: { process: 'Rasterize', resolution: 150, colorspace: 'Cmyk', alpha: false }, autoSetCreationOptions: {},
      emailSetting: 'ErrorAndWarning', inDesignOptions: { process: 'None' }, xmpKeywords: 'red\\, dark,sale',
    });
  });
});

describe('values', () => {
  const withOptions = (inner: string) => multipart([auth(), field('uploadParams', paramXml(
    `${company()}<jobName>x</jobName><uploadParams>${plainOptions}${inner}</uploadParams>`)), file('a.jpg', 'x')]);

  test('what cannot be read is 30001 and names its path', async () => {
    for (const [inner, path] of [
      ['<preserveCrop>TRUE</preserveCrop>', 'preserveCrop'], ['<preserveCrop>yes</preserveCrop>', 'preserveCrop'],
      ['<unsharpMaskOptions><amount>NaN</amount></unsharpMaskOptions>', 'unsharpMaskOptions.amount'],
      ['<unsharpMaskOptions><amount>INF</amount></unsharpMaskOptions>', 'unsharpMaskOptions.amount'],
      ['<unsharpMaskOptions><amount>5.1</amount></unsharpMaskOptions>', 'unsharpMaskOptions.amount'],
      ['<pdfOptions><resolution>0</resolution></pdfOptions>', 'pdfOptions.resolution'],
      ['<unCompressOptions><process>uncompress</process></unCompressOptions>', 'unCompressOptions.process'],
      ['<postHttpUrl>nowhere</postHttpUrl>', 'postHttpUrl'],
      ['<emailSetting>Errors</emailSetting>', 'emailSetting'],
    ] as const) await refused(withOptions(inner), 30001, new RegExp(`'uploadParams\\.${path.replace('.', '\\.')}'`));
    await refused(multipart([auth(), field('uploadParams', newJob('x', '<endJob>yes</endJob>'))]), 30001, /'endJob'/);
  });

  test('what is missing in a block is 30002 and names its path', async () => {
    await refused(withOptions('<manualCropOptions><left>1</left></manualCropOptions>'), 30002, /'uploadParams\.manualCropOptions\.right'/);
    await refused(withOptions('<colorManagementOptions><colorManagement>Convert</colorManagement></colorManagementOptions>'), 30002,
      /'uploadParams\.colorManagementOptions\.sourceProfileHandle'/);
    await refused(multipart([auth(), field('uploadParams', paramXml(
      `${company()}<jobName>x</jobName><uploadParams>${plainOptions.replace('<emailSetting>None</emailSetting>', '')}</uploadParams>`))]),
    30002, /'uploadParams\.emailSetting'/);
  });

  test('handles must stand for something of this company', async () => {
    await refused(withOptions('<autoSetCreationOptions><autoSetsArray><items>ps|1</items></autoSetsArray></autoSetCreationOptions>'), 30001, /'ps\|1'/);
    await refused(withOptions('<projectHandleArray><items>p|1|Nothing</items></projectHandleArray>'), 30001, /does not exist/);
    await refused(withOptions('<colorManagementOptions><colorManagement>Convert</colorManagement><sourceProfileHandle>a|1</sourceProfileHandle>'
      + '<outputProfileHandle>a|2</outputProfileHandle></colorManagementOptions>'), 30001, /'a\|1'/);
    const project = await world.library.createProject(world.company.id, 'Spring');
    const answer = await world.post(withOptions(`<projectHandleArray><items>p|${world.company.id}|Spring</items></projectHandleArray>`));
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(((await world.job(idOf(answer))).options as { projectIds?: number[] }).projectIds, [project.id]);
    await refused(withOptions(`<projectHandleArray><items>p|${world.company.id + 1}|Spring</items></projectHandleArray>`), 30001);
  });

  test('a conversion takes profiles of the company and of the shared one, both of them, and nobody else\'s', async () => {
    const profile = async (companyId: number, path: string): Promise<number> => (await publishAlone(world.database, world.library, publicationOf(companyId, path, {
      type: 'IccProfile', artifacts: {}, image: undefined,
    }))).asset.id;
    const [own, shared] = [await profile(world.company.id, 'ApiTestCo/own.icc'), await profile(1, 'Shared/shared.icc')];
    const picture = (await publishAlone(world.database, world.library, publicationOf(world.company.id, 'ApiTestCo/no-profile.jpg'))).asset.id;
    const foreign = await profile((await world.accounts.addCompany('ProfileCo')).id, 'ProfileCo/foreign.icc');
    const trashed = await profile(world.company.id, 'ApiTestCo/trashed.icc');
    await world.library.trash(world.company.id, trashed, 'ann@example.com');
    const converting = (source: string, output: string) => withOptions(`<colorManagementOptions><colorManagement>Convert</colorManagement>${source}${output}</colorManagementOptions>`);
    const from = (id: number): string => `<sourceProfileHandle>a|${id}</sourceProfileHandle>`;
    const to = (id: number): string => `<outputProfileHandle>a|${id}</outputProfileHandle>`;
    const answer = await world.post(converting(from(own), to(shared)));
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(((await world.job(idOf(answer))).options as { colour?: object }).colour, { mode: 'Convert', sourceProfileId: own, outputProfileId: shared });
    for (const wrong of [picture, foreign, trashed]) await refused(converting(from(own), to(wrong)), 30001, new RegExp(`'a\\|${wrong}'`));
    await refused(converting(from(own), ''), 30002, /outputProfileHandle/);
    await refused(converting('', to(own)), 30002, /sourceProfileHandle/);
    const ignored = await world.post(withOptions(`<colorManagementOptions><colorManagement>Default</colorManagement>${from(foreign)}</colorManagementOptions>`));
    assert.equal(ignored.status, 200, ignored.text);
  });

  test('a job name has at most 400 characters', async () => {
    await refused(multipart([auth(), field('uploadParams', newJob('n'.repeat(401))), file('a.jpg', 'kept nowhere')]), 30001, /'jobName'/);
  });
});

describe('targets', () => {
  const to = (extra: string, ...files: readonly Part[]) => multipart([auth(), field('uploadParams', newJob('target', extra)), ...files]);
  const paths = async (answer: Answer) => (await itemsOf(answer)).map((item) => item.folder + item.fileName);

  test('destFolder and fileName decide, the latter for the first file', async () => {
    const answer = await world.post(to('<destFolder>up</destFolder><fileName>q/b.jpg</fileName>', file('a.jpg', '1'), file('c.jpg', '2')));
    assert.deepEqual(await paths(answer), ['ApiTestCo/up/q/b.jpg', 'ApiTestCo/up/c.jpg']);
  });

  test('paths out of the company are refused, and every file of the request with them', async () => {
    await refused(to('', file('good.jpg', '1'), file('../a.jpg', '2')), 30001);
    await refused(to('<destFolder>../x</destFolder>', file('a.jpg', '1')), 30001);
    await refused(to('', file('a\0.jpg', '1')), 30001);
    await refused(to('', file(`${'n'.repeat(1000)}.jpg`, '1')), 30001);
    await refused(to('', file('', '1')), 30002, /'fileName'/);
  });

  test('names with illegal characters are the library\'s to judge, folders are cleaned at once', async () => {
    const answer = await world.post(to('<destFolder>a+b</destFolder>', file('c&d.jpg', '1'), file('%%%.jpg', '2')));
    assert.deepEqual(await paths(answer), ['ApiTestCo/ab/c&d.jpg', 'ApiTestCo/ab/%%%.jpg']);
  });
});
