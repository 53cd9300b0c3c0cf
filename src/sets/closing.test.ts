import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { openPatternThread } from '#adapters/pattern-thread';
import { silentLog } from '#base';
import { renderLine, type Job, type LeasedClosing, type NewLine } from '#jobs';
import { openLibrary, systemPropertySetTypes, type Asset, type Library } from '#library';
import type { PatternMatcher } from '#ports';
import { openTestLedger, type TestLedger } from '#test/build/jobs';
import { publicationOf, publishAlone } from '#test/build/library';
import { closingTasksOf, openSetMaker } from './closing.ts';

describe('sets at the end of a job', () => {
  let world: TestLedger;
  let library: Library;
  let matcher: PatternMatcher;
  let companyId = 100;
  before(async () => {
    world = await openTestLedger({}, undefined, closingTasksOf);
    library = openLibrary({ database: world.database, clock: world.clock, log: silentLog });
    matcher = openPatternThread();
  });
  beforeEach(() => { companyId += 1; });
  after(async () => {
    await matcher.close();
    await world[Symbol.asyncDispose]();
  });

  const script = async (properties: Readonly<Record<string, string>>): Promise<number> => (await library.propertySets.create(
    systemPropertySetTypes.autoSetScript, { companyId }, Object.entries(properties).map(([name, value]) => ({ name, value })))).id;
  const shoes = { name: 'shoes', 'match.1': '(\\w+)-\\d+', suffix: '-set' };
  const makerOn = (rooms: Partial<Parameters<typeof openSetMaker>[0]> = {}) => openSetMaker({
    library, jobs: world.jobs, database: world.database, matcher, clock: world.clock, log: silentLog,
    companyRules: async () => ({ rootPath: 'Co/', retainPublishState: false }), ...rooms,
  });

  /** A job that has made these assets and comes to its end. */
  async function toClosing(names: readonly string[], autoSetIds: readonly number[], options: Readonly<Record<string, unknown>> = {}): Promise<{ readonly job: Job; readonly leased: LeasedClosing | undefined }> {
    const job = await world.open({
      companyId, options: { autoSetIds, readyForPublish: true, ...options } as never, isInputClosed: true,
      items: names.map((fileName) => ({ folder: 'Co/in/', fileName, orderKey: fileName, blobId: 'b', sizeBytes: 1 })),
    });
    for (const fileName of names) {
      const { kind, asset } = await publishAlone(world.database, library, publicationOf(companyId, `Co/in/${fileName}`, { type: fileName.endsWith('.mp4') ? 'Video' : 'Image', readyForPublish: options['readyForPublish'] !== false }));
      const line: NewLine = { type: kind === 'replaced' ? 'FileUpdated' : 'UploadSuccess', key: 'log.created', params: { path: fileName }, asset: { id: asset.id, name: asset.name, fileType: 'MasterImage' } };
      await world.finish((await world.takeNext())!, 'success', [line]);
    }
    let leased: LeasedClosing | undefined;
    for (let ticket = await world.queue.take(); ticket && !leased; ticket = await world.queue.take()) leased = await world.jobs.leaseClosing(ticket.itemId, { holder: 'tester', leaseMs: 30_000 });
    return { job, leased };
  }
  const hands = { signal: new AbortController().signal, progress: () => {} };
  async function run(names: readonly string[], autoSetIds: readonly number[], options: Readonly<Record<string, unknown>> = {}): Promise<readonly string[]> {
    const { job, leased } = await toClosing(names, autoSetIds, options);
    if (leased) await makerOn()(leased, hands);
    assert.equal((await world.logOf(job)).state, 'ended');
    const { lines } = await world.jobs.lines(job.id, { sortBy: 'Date', isDescending: false, pageSize: 1000, page: 1 });
    return lines.slice(4 + names.length, -2).map((line) => `${line.type} ${renderLine(line, 'en')}${line.asset ? ` [${line.asset.fileType}]` : ''}`);
  }
  const setNamed = async (name: string): Promise<Asset | undefined> => (await library.assetsByNames(companyId, [name]))[0];
  const membersOf = async (name: string): Promise<string> => {
    const set = await setNamed(name);
    if (!set) return 'none';
    return (await library.sets.contentsOf(companyId, set.id)).members.map(({ asset, swatch, row }) =>
      `${row === undefined ? '' : `${row}/`}${asset.name}${swatch ? `;${swatch.name}` : ''}`).join(' ');
  };

  test('§3.15: shoe-1, shoe-2 and hat-1 make a set of two; shoe-10 in a later job becomes the third', async () => {
    const autoSet = await script(shoes);
    assert.deepEqual(await run(['shoe-2.jpg', 'hat-1.jpg', 'shoe-1.jpg'], [autoSet]), ['UploadSuccess Co/in/shoe-set was made of 2 assets [ImageSet]']);
    assert.equal(await membersOf('shoe-set'), 'shoe-1 shoe-2');
    assert.deepEqual((({ type, folder, isReadyForPublish }) => [type, folder, isReadyForPublish])((await setNamed('shoe-set'))!), ['ImageSet', 'Co/in/', true]);
    assert.equal(await membersOf('hat-set'), 'none');
    assert.deepEqual(await run(['shoe-10.jpg'], [autoSet]), ['FileUpdated Co/in/shoe-set now holds 3 assets [ImageSet]']);
    assert.equal(await membersOf('shoe-set'), 'shoe-1 shoe-2 shoe-10');
    assert.deepEqual(await run(['shoe-10.jpg'], [autoSet]), []);
  });

  test('§3.15: no scripts, no sets', async () => {
    await script(shoes);
    assert.deepEqual(await run(['shoe-1.jpg', 'shoe-2.jpg'], []), []);
    assert.equal(await membersOf('shoe-set'), 'none');
    assert.deepEqual([closingTasksOf({ kind: 'UploadPost', options: {} }), closingTasksOf({ kind: 'UploadPost', options: null })], [[], []]);
  });

  test('stored assets of the same base come in, those of other bases do not', async () => {
    await run(['shoe-1.jpg', 'hat-1.jpg', 'hat-2.jpg'], []);
    await run(['shoe-2.jpg'], [await script(shoes)]);
    assert.deepEqual([await membersOf('shoe-set'), await membersOf('hat-set')], ['shoe-1 shoe-2', 'none']);
  });

  test('members that somebody put in stay, behind what the script knows', async () => {
    const autoSet = await script(shoes);
    await run(['extra.jpg', 'shoe-1.jpg', 'shoe-2.jpg'], [autoSet]);
    const [set, extra, first] = await library.assetsByNames(companyId, ['shoe-set', 'extra', 'shoe-1']).then((found) => ['shoe-set', 'extra', 'shoe-1'].map((name) => found.find((asset) => asset.name === name)!));
    await library.sets.change(companyId, set!.id, { members: [{ assetId: extra!.id }, { assetId: first!.id }] }, 'x');
    await run(['shoe-3.jpg'], [autoSet]);
    assert.equal(await membersOf('shoe-set'), 'shoe-1 shoe-2 shoe-3 extra');
  });

  test('swatches, spins of two axes and media sets are kept as what they are; what has no place is told', async () => {
    const swatch = await script({ type: 'SwatchSet', match: '(\\w+)-(\\w+)', swatch: '(.+)_sw', prefix: 'sw_', destFolder: 'Sets/Swatches' });
    assert.deepEqual(await run(['bag-red.jpg', 'bag-red_sw.jpg', 'bag-blue.jpg', 'lost_sw.jpg'], [swatch]), [
      'UploadError lost_sw was left out by the set script SwatchSet: it is the swatch of no image of a set [MasterImage]',
      'UploadSuccess Co/Sets/Swatches/sw_bag was made of 2 assets [ImageSet]',
    ]);
    assert.equal(await membersOf('sw_bag'), 'bag-blue bag-red;bag-red_sw');
    const spin = await script({ type: 'MultiAxisSpinSet', match: '(\\w+)\\.\\w+\\.\\w+', row: '\\w+\\.(\\d+)\\.\\w+', column: '\\w+\\.\\w+\\.(\\d+)', suffix: '-2d' });
    assert.deepEqual(await run(['s.2.1.jpg', 's.1.2.jpg', 's.1.1.jpg', 's.x.1.jpg'], [spin]), [
      'UploadError s.x.1 was left out by the set script MultiAxisSpinSet: its row cannot be told [MasterImage]',
      'UploadSuccess Co/in/s-2d was made of 3 assets [SpinSet]',
    ]);
    assert.equal(await membersOf('s-2d'), '0/s.1.1 0/s.1.2 1/s.2.1');
    await run(['film-1.mp4', 'film-2.jpg'], [await script({ type: 'MediaSet', match: '(\\w+)-\\d+', suffix: '-media' })]);
    assert.equal(await membersOf('film-media'), 'film-1 film-2');
    assert.deepEqual((await library.assetsByNames(companyId, ['sw_bag', 's-2d', 'film-media'])).map(({ name, type, subType }) => [name, type, subType]), [
      ['film-media', 'AssetSet', 'MediaSet'], ['s-2d', 'AssetSet', 'MultiAxisSpinSet'], ['sw_bag', 'AssetSet', 'SwatchSet']]);
  });

  test('one bad script does not hold up the others, nor the end of the job', async () => {
    const [idle, good] = [await script({ ...shoes, active: 'false' }), await script(shoes)];
    const gone = await script(shoes);
    await library.propertySets.remove(gone);
    const endless = await script({ match: '(a+)+$' });
    const hasty: PatternMatcher = { match: (patterns, texts) => matcher.match(patterns, texts, 300), close: async () => {} };
    const { job, leased } = await toClosing(['shoe-1.jpg', 'shoe-2.jpg', `${'a'.repeat(60)}!.jpg`], [idle, endless, gone, good]);
    await makerOn({ matcher: hasty })(leased!, hands);
    assert.equal((await world.logOf(job)).state, 'ended');
    const { lines } = await world.jobs.lines(job.id, { sortBy: 'Date', isDescending: false, pageSize: 1000, page: 1 });
    assert.deepEqual(lines.slice(7, -2).map((line) => `${line.type} ${renderLine(line, 'en')}`), [
      `UploadWarning The set script ps|${gone} was left out: it does not exist any more`,
      'UploadWarning The set script shoes was left out: it is not active',
      `UploadError The set script ps|${endless} was left out: The regular expression (a+)+$ takes too long`,
      'UploadSuccess Co/in/shoe-set was made of 2 assets',
    ]);
  });

  test('a name that belongs to something else, or lies in the trash, is told and left alone', async () => {
    const autoSet = await script(shoes);
    assert.deepEqual(await run(['shoe-1.jpg', 'shoe-2.jpg', 'shoe-set.jpg'], [autoSet]), ['UploadError Co/in/shoe-set was not made: the name belongs to an asset of type Image']);
    await library.trash(companyId, (await setNamed('shoe-set'))!.id, 'x');
    assert.deepEqual(await run(['shoe-1.jpg'], [autoSet]), ['UploadError Co/in/shoe-set was not made: the name belongs to an asset in the trash']);
  });

  test('more than a thousand members are too many: the set stays as it is', async () => {
    const autoSet = await script({ match: '(n)\\d+', suffix: '-set' });
    const names = Array.from({ length: 1001 }, (_, index) => `n${index}`);
    await world.database.transaction().execute((transaction) => library.publishAll(transaction, names.map((name) => publicationOf(companyId, `Co/in/${name}.jpg`))));
    assert.deepEqual(await run(['n0.jpg'], [autoSet]), ['UploadError Co/in/n-set was not made: it would have 1001 members, and a set holds at most 1000']);
    await library.trash(companyId, (await setNamed('n1000'))!.id, 'x');
    assert.deepEqual(await run(['n0.jpg'], [autoSet]), ['UploadSuccess Co/in/n-set was made of 1000 assets [ImageSet]']);
    assert.match(await membersOf('n-set'), /^n0 n1 n2 .* n998 n999$/);
  });

  test('a set is marked for publish as the job says, and then its stored members are too', async () => {
    await run(['shoe-1.jpg'], [], { readyForPublish: false });
    const autoSet = await script(shoes);
    await run(['shoe-2.jpg'], [autoSet], { readyForPublish: false });
    assert.deepEqual([(await setNamed('shoe-set'))?.isReadyForPublish, (await setNamed('shoe-1'))?.isReadyForPublish], [false, false]);
    await run(['shoe-3.jpg'], [autoSet]);
    assert.deepEqual([(await setNamed('shoe-set'))?.isReadyForPublish, (await setNamed('shoe-1'))?.isReadyForPublish], [true, true]);
    await run(['shoe-4.jpg'], [autoSet], { readyForPublish: false, preservePublishState: true });
    assert.equal((await setNamed('shoe-set'))?.isReadyForPublish, true);
  });

  test('whoever dies on the way leaves nothing behind; the next one does it once', async () => {
    const { job, leased } = await toClosing(['shoe-1.jpg', 'shoe-2.jpg'], [await script(shoes)]);
    const dying = makerOn({ jobs: { assetsOf: (id) => world.jobs.assetsOf(id), finishClosing: async () => { throw new Error('dies'); } } });
    await assert.rejects(dying(leased!, hands), /dies/);
    assert.equal(await membersOf('shoe-set'), 'none');
    world.clock.advance(31_000);
    await world.jobs.sweep();
    const again = (await world.jobs.leaseClosing(leased!.id, { holder: 'tester', leaseMs: 30_000 }))!;
    await makerOn()(again, hands);
    assert.equal(await membersOf('shoe-set'), 'shoe-1 shoe-2');
    await assert.rejects(makerOn()(again, hands), { code: 'LEASE_LOST' });
    assert.equal((await world.typesOf(job)).filter((type) => type === 'EndUpload').length, 1);
  });
});
