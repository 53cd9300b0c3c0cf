import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sharedCompany } from '#accounts';
import { defaultPresets } from '#test/build/default-presets';
import { presetProperties } from '#production';
import { openIpsWorld, password, type IpsWorld } from '#test/build/ips';
import { ipsClient, textAt, textsAt, type IpsAnswer, type IpsClient } from '#test/build/ips-client';

describe('property sets', () => {
  let world: IpsWorld;
  let admin: IpsClient;
  let member: IpsClient;
  let own: string;
  before(async () => {
    world = await openIpsWorld();
    admin = ipsClient(world.server, world.admin.email, password);
    member = ipsClient(world.server, world.user.email, password);
    own = `c|${world.company.id}`;
  });
  after(() => world[Symbol.asyncDispose]());

  const code = (answer: IpsAnswer): string => textAt(answer.element, 'code');
  const properties = (pairs: Readonly<Record<string, string>>): string =>
    `<propertyArray>${Object.entries(pairs).map(([name, value]) => `<items><name>${name}</name><value>${value}</value></items>`).join('')}</propertyArray>`;
  const create = async (client: IpsClient, type: string, owner: string, pairs: Readonly<Record<string, string>>): Promise<string> => textAt(
    (await client.call('createPropertySet', `<typeHandle>${type}</typeHandle><primaryOwnerHandle>${owner}</primaryOwnerHandle>${properties(pairs)}`)).element, 'setHandle');
  const list = (client: IpsClient, type: string, owner: string) =>
    client.call('getPropertySets', `<typeHandle>${type}</typeHandle><primaryOwnerHandle>${owner}</primaryOwnerHandle>`);

  test('the types of the system are listed and found by name', async () => {
    const { element } = await member.call('getPropertySetTypes', '');
    assert.deepEqual(textsAt(element, 'typeArray/items/name'), ['VideoEncodingPreset', 'AutoSetScript']);
    assert.deepEqual(textsAt(element, 'typeArray/items/companyHandle'), []);
    const found = await member.call('getPropertySetType', `<companyHandle>${own}</companyHandle><name>AutoSetScript</name>`);
    assert.equal(textAt(found.element, 'type/typeHandle'), textsAt(element, 'typeArray/items/typeHandle')[1]);
    assert.equal(textAt(found.element, 'type/propertyType'), 'CompanyProperty');
    assert.equal(code(await member.call('getPropertySetType', '<name>Nothing</name>')), '30001');
  });

  test('a set is made, listed, changed, replaced and deleted', async () => {
    const handle = await create(admin, 'pt|1', own, { Name: '720p', FileSuffix: '_720', VideoBitrate: '2000', Width: '0' });
    assert.match(handle, /^ps\|\d+$/);
    await admin.call('updatePropertySet', `<setHandle>${handle}</setHandle>${properties({ Width: '1280' })}`);
    const listed = await list(member, 'pt|1', own);
    assert.deepEqual(textsAt(listed.element, 'setArray/items/setHandle').slice(0, -defaultPresets.length), [handle]);
    assert.deepEqual(textsAt(listed.element, 'setArray/items/propertyArray/items/value').slice(0, 4), ['720p', '_720', '2000', '1280']);
    const other = { Name: 'x', FileSuffix: '_x', VideoBitrate: '1' };
    await admin.call('updatePropertySet', `<setHandle>${handle}</setHandle><replaceProperties>true</replaceProperties>${properties(other)}`);
    assert.deepEqual(textsAt((await list(member, 'pt|1', own)).element, 'setArray/items/propertyArray/items/name').slice(0, 4), [...Object.keys(other), 'Name']);
    assert.equal((await admin.call('deletePropertySet', `<setHandle>${handle}</setHandle>`)).element.name, 'deletePropertySetReturn');
    assert.equal(code(await admin.call('deletePropertySet', `<setHandle>${handle}</setHandle>`)), '30001');
  });

  test('every company sees what is shared behind its own; only who belongs to the shared company changes it', async () => {
    const script = { name: 'pairs', type: 'ImageSet', 'match.1': '(\\w+)-\\d' };
    const shared = await create(admin, 'pt|2', `c|${sharedCompany.id}`, script);
    const mine = await create(admin, 'pt|2', own, script);
    assert.deepEqual(textsAt((await list(member, 'pt|2', own)).element, 'setArray/items/setHandle'), [mine, shared]);
    assert.deepEqual(textsAt((await list(member, 'pt|2', `c|${sharedCompany.id}`)).element, 'setArray/items/setHandle'), [shared]);
    assert.equal(code(await member.call('updatePropertySet', `<setHandle>${shared}</setHandle>${properties({ Name: 'y' })}`)), '20006');
    assert.equal(code(await member.call('deletePropertySet', `<setHandle>${mine}</setHandle>`)), '20003');
    for (const handle of [mine, shared]) assert.equal((await admin.call('deletePropertySet', `<setHandle>${handle}</setHandle>`)).element.name, 'deletePropertySetReturn');
  });

  test('encoding presets of the tables are there for every company, and a preset that no job could use is refused', async () => {
    const { element } = await list(member, 'pt|1', own);
    assert.deepEqual(textsAt(element, 'setArray/items/setHandle'), defaultPresets.map((_, index) => `ps|${1_000_001 + index}`));
    const values = defaultPresets.flatMap(({ preset }) => Object.values(presetProperties(preset)));
    assert.deepEqual(textsAt(element, 'setArray/items/propertyArray/items/value'), values);
    const wish = { Name: 'own', FileSuffix: '_own', VideoBitrate: '800' };
    const wrong = async (pairs: Readonly<Record<string, string>>): Promise<string> => code(await admin.call(
      'createPropertySet', `<typeHandle>pt|1</typeHandle><primaryOwnerHandle>${own}</primaryOwnerHandle>${properties(pairs)}`));
    assert.deepEqual([await wrong({ ...wish, PlaybackTarget: 'Mobile', VideoBitrate: '4000' }), await wrong({ ...wish, Width: '4096', Height: '2048' })], ['30001', '30001']);
    assert.equal(await wrong({ Name: 'own' }), '30002');
    const handle = await create(admin, 'pt|1', own, wish);
    assert.equal(code(await admin.call('updatePropertySet', `<setHandle>${handle}</setHandle>${properties({ FileSuffix: 'a b' })}`)), '30001');
    await admin.call('deletePropertySet', `<setHandle>${handle}</setHandle>`);
  });

  test('a type of a company and one set a user, as in the documented example', async () => {
    const type = textAt((await admin.call('createPropertySetType',
      `<companyHandle>${own}</companyHandle><name>Bookmarks</name><propertyType>UserProperty</propertyType><allowMultiple>false</allowMultiple>`)).element, 'typeHandle');
    const owner = `u|${world.admin.id}|${world.admin.email}`;
    await create(admin, type, owner, { one: '1' });
    const second = await create(admin, type, owner, { two: '2' });
    assert.deepEqual(textsAt((await list(admin, type, owner)).element, 'setArray/items/setHandle'), [second]);
    assert.equal((await admin.call('deletePropertySetType', `<typeHandle>${type}</typeHandle>`)).element.name, 'deletePropertySetTypeReturn');
    assert.equal(code(await list(admin, type, owner)), '30001');
  });

  test('a script of automated sets must make sense when it is made and when it is changed', async () => {
    const script = await create(admin, 'pt|2', own, { name: 'shoes', 'match.1': '(\\w+)-\\d+', suffix: '-set' });
    assert.match(script, /^ps\|\d+$/);
    for (const wrong of [{ 'match.1': '(' }, { type: 'Collage' }, { row: '(a)' }]) {
      assert.equal(code(await admin.call('updatePropertySet', `<setHandle>${script}</setHandle>${properties(wrong)}`)), '30001');
      assert.equal(code(await admin.call('createPropertySet', `<typeHandle>pt|2</typeHandle><primaryOwnerHandle>${own}</primaryOwnerHandle>${properties(wrong)}`)), '30001');
    }
    await admin.call('updatePropertySet', `<setHandle>${script}</setHandle>${properties({ active: 'false' })}`);
    assert.equal(textsAt((await list(member, 'pt|2', own)).element, 'setArray/items/propertyArray/items/value').at(-1), 'false');
  });

  test('strangers, unknown handles, wrong words and permissions of groups are refused', async () => {
    const other = await world.accounts.addCompany('OtherCo');
    const stranger = ipsClient(world.server, (await world.addUser('IpsCompanyAdmin', [other])).email, password);
    assert.equal(code(await list(stranger, 'pt|1', own)), '20006');
    assert.equal(code(await list(admin, 'pt|999', own)), '30001');
    assert.equal(code(await list(admin, 'pt|1', 'nobody')), '30001');
    assert.equal(code(await admin.call('createPropertySetType', '<name>X</name><propertyType>AssetProperty</propertyType><allowMultiple>true</allowMultiple>')), '30001');
    assert.equal(code(await stranger.call('createPropertySetType', '<name>X</name><propertyType>UserProperty</propertyType><allowMultiple>true</allowMultiple>')), '20003');
    const permission = '<permissionArray><items><groupHandle>g|1</groupHandle><permissionType>AssetRead</permissionType><isAllowed>true</isAllowed><isOverride>false</isOverride></items></permissionArray>';
    assert.equal(code(await admin.call('createPropertySet', `<typeHandle>pt|1</typeHandle><primaryOwnerHandle>${own}</primaryOwnerHandle>${properties({})}${permission}`)), '20008');
  });
});
