import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openIpsWorld, password, type IpsWorld } from '#test/build/ips';
import { ipsClient, textAt, textsAt, type IpsAnswer, type IpsClient } from '#test/build/ips-client';

describe('projects', () => {
  let world: IpsWorld;
  let client: IpsClient;
  let own: string;
  before(async () => {
    world = await openIpsWorld();
    client = ipsClient(world.server, world.user.email, password);
    own = `<companyHandle>c|${world.company.id}</companyHandle>`;
  });
  after(() => world[Symbol.asyncDispose]());

  const code = (answer: IpsAnswer): string => textAt(answer.element, 'code');
  const handleOf = (name: string): string => `p|${world.company.id}|${name}`;
  const create = (name: string) => client.call('createProject', `${own}<projectName>${name}</projectName>`);
  const change = (operation: string, project: string, ids: readonly (number | string)[]) => client.call(operation,
    `${own}<projectHandle>${handleOf(project)}</projectHandle><assetHandleArray>${ids.map((id) => `<items>a|${id}</items>`).join('')}</assetHandleArray>`);
  const counts = ({ element }: IpsAnswer): string => ['successCount', 'warningCount', 'errorCount'].map((name) => textAt(element, name)).join(' ');
  const inProject = async (project: string) => {
    const { element } = await client.call('searchAssets', `${own}<includeSubfolders>true</includeSubfolders><projectHandle>${handleOf(project)}</projectHandle>`);
    return { total: Number(textAt(element, 'totalRows')), names: textsAt(element, 'assetArray/items/name') };
  };
  const list = async (): Promise<readonly string[]> => textsAt((await client.call('getProjects', own)).element, 'projectArray/items/projectHandle');

  test('they are made, listed by name, renamed and deleted; their assets stay', async () => {
    assert.deepEqual(await list(), []);
    assert.equal(textAt((await create('Summer|2026')).element, 'projectHandle'), handleOf('Summer|2026'));
    await create('Autumn');
    assert.deepEqual(await list(), [handleOf('Autumn'), handleOf('Summer|2026')]);
    const asset = await world.publish({ fileName: 'kept.jpg' });
    await change('addProjectAssets', 'Autumn', [asset.id]);
    const renamed = await client.call('renameProject', `${own}<projectHandle>${handleOf('Autumn')}</projectHandle><projectName>Winter</projectName>`);
    assert.equal(textAt(renamed.element, 'projectHandle'), handleOf('Winter'));
    assert.deepEqual(await inProject('Winter'), { total: 1, names: ['kept'] });
    await client.call('deleteProject', `${own}<projectHandle>${handleOf('Winter')}</projectHandle>`);
    assert.deepEqual(await list(), [handleOf('Summer|2026')]);
    assert.equal((await world.library.assetsByNames(world.company.id, ['kept'])).length, 1);
  });

  test('a name stands for one project; names without letters, too long ones and unknown handles are refused', async () => {
    await create('Taken');
    await create('Other');
    for (const answer of [
      await create('Taken'), await create(' '.repeat(3)), await create('x'.repeat(129)),
      await client.call('renameProject', `${own}<projectHandle>${handleOf('Other')}</projectHandle><projectName>Taken</projectName>`),
      await client.call('renameProject', `${own}<projectHandle>${handleOf('Nothing')}</projectHandle><projectName>Else</projectName>`),
      await client.call('deleteProject', `${own}<projectHandle>${handleOf('Nothing')}</projectHandle>`),
      await change('addProjectAssets', 'Nothing', []),
    ]) assert.match(code(answer), /^3000[12]$/);
    assert.equal(code(await client.call('deleteProject', `${own}<projectHandle>p|99999|Taken</projectHandle>`)), '20006');
    const same = await client.call('renameProject', `${own}<projectHandle>${handleOf('Taken')}</projectHandle><projectName>Taken</projectName>`);
    assert.equal(textAt(same.element, 'projectHandle'), handleOf('Taken'));
  });

  test('assets are put in, taken out and replaced; what is none is told of without ending the call', async () => {
    await create('Content');
    const [a, b, c] = await Promise.all(['c1', 'c2', 'c3'].map((name) => world.publish({ fileName: `${name}.jpg` })));
    assert.equal(counts(await change('addProjectAssets', 'Content', [a!.id, b!.id, a!.id])), '2 0 0');
    const partly = await change('addProjectAssets', 'Content', [a!.id, 999_999]);
    assert.equal(counts(partly), '1 0 1');
    assert.deepEqual([textAt(partly.element, 'errorDetailArray/items/assetHandle'), textAt(partly.element, 'errorDetailArray/items/code')], ['a|999999', '30001']);
    assert.deepEqual((await inProject('Content')).names, ['c1', 'c2']);
    assert.equal(counts(await change('removeProjectAssets', 'Content', [a!.id, c!.id])), '2 0 0');
    assert.deepEqual((await inProject('Content')).names, ['c2']);
    assert.equal(counts(await change('setProjectAssets', 'Content', [a!.id, c!.id])), '2 0 0');
    assert.deepEqual((await inProject('Content')).names, ['c1', 'c3']);
    await change('setProjectAssets', 'Content', []);
    assert.deepEqual(await inProject('Content'), { total: 0, names: [] });
  });

  test('two files with projectHandleArray Spring are found by it; one uploaded again with Summer is in both', async () => {
    await create('Spring');
    await create('Summer');
    const [spring, summer] = await world.library.projectsByNames(world.company.id, ['Spring', 'Summer']);
    const first = await world.publish({ fileName: 'one.jpg', projectIds: [spring!.id] });
    await world.publish({ fileName: 'two.jpg', projectIds: [spring!.id] });
    assert.equal((await inProject('Spring')).total, 2);
    const again = await world.publish({ fileName: 'one.jpg', projectIds: [summer!.id] });
    assert.equal(again.id, first.id);
    assert.deepEqual(again.projectNames, ['Spring', 'Summer']);
    assert.deepEqual([(await inProject('Spring')).names, (await inProject('Summer')).names], [['one', 'two'], ['one']]);
  });

  test('many who want one name for their projects: one gets it', async () => {
    await Promise.all(['r1', 'r2', 'r3', 'r4'].map(create));
    const answers = await Promise.all(['r1', 'r2', 'r3', 'r4'].map((name) =>
      client.call('renameProject', `${own}<projectHandle>${handleOf(name)}</projectHandle><projectName>wanted</projectName>`)));
    assert.deepEqual(answers.flatMap(({ element }) => textsAt(element, 'code')), ['30001', '30001', '30001']);
  });
});
