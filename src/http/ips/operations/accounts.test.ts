import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { openIpsWorld, password, systemProperties, type IpsWorld } from '#test/build/ips';
import {
  allAt, ipsClient, namesIn, post, textAt, textsAt, soap11, unversioned, v2014, type IpsAnswer,
} from '#test/build/ips-client';

describe('operations on accounts', () => {
  let world: IpsWorld;
  let own: string;
  before(async () => {
    world = await openIpsWorld();
    own = `<companyHandle>c|${world.company.id}</companyHandle>`;
  });
  after(() => world[Symbol.asyncDispose]());

  const as = (email: string) => ipsClient(world.server, email, password);
  const user = () => as(world.user.email);
  const admin = () => as(world.admin.email);
  const code = (answer: IpsAnswer): string => textAt(answer.element, 'code');

  test('checkLogin judges the credentials of its body, with credentials in the header or without', async () => {
    const status = async (email: string, word: string, extra = ''): Promise<string> => {
      const body =
        `<checkLoginParam xmlns="${v2014}">${extra}<email>${email}</email><password>${word}</password></checkLoginParam>`;
      const answer = await post(world.server, '/scene7/services/IpsApiService',
        `<e:Envelope xmlns:e="${soap11}"><e:Body>${body}</e:Body></e:Envelope>`, { 'content-type': 'text/xml' });
      return textAt(answer.element, answer.element.name === 'checkLoginReturn' ? 'status' : 'code');
    };
    assert.equal(await status(world.user.email, password), 'ValidLogin');
    assert.equal(await status(world.user.email, 'wrong'), 'InvalidLogin');
    assert.equal(await status('nobody@example.test', password), 'InvalidLogin');
    assert.equal(await status(world.user.email, password, own), 'ValidLogin');
    const other = await world.accounts.addCompany('Not mine');
    assert.equal(
      await status(world.user.email, password, `<companyHandle>c|${other.id}</companyHandle>`), 'InvalidLogin',
    );
    assert.equal(
      await status(world.admin.email, password, `<companyHandle>c|${other.id}</companyHandle>`), 'ValidLogin',
    );
    assert.equal(await status(world.user.email, password, '<companyHandle>c|99999</companyHandle>'), '20000');
    const asked =
      await user().call('checkLogin', `<email>${world.admin.email}</email><password>${password}</password>`);
    assert.equal(textAt(asked.element, 'status'), 'ValidLogin');
    const refused = await ipsClient(world.server, world.user.email, 'wrong')
      .call('checkLogin', `<email>${world.admin.email}</email><password>${password}</password>`);
    assert.equal(code(refused), '10001');
  });

  test('getUserInfo answers the caller, every field in its place', async () => {
    const info = allAt((await user().call('getUserInfo')).element, 'userInfo')[0];
    assert.deepEqual(namesIn(info), ['userHandle', 'firstName', 'lastName', 'email', 'isValid', 'isIpsAdmin']);
    assert.equal(info?.children[0]?.text, `u|${world.user.id}|${world.user.email}`);
    const before2014 =
      allAt((await user().call('getUserInfo', '', { version: `${unversioned}/2013-02-15` })).element, 'userInfo')[0];
    assert.deepEqual(namesIn(before2014), ['userHandle', 'firstName', 'lastName', 'email', 'defaultRole', 'isValid']);
  });

  test('getUserInfo finds colleagues by handle or e-mail, not strangers', async () => {
    const other = await world.accounts.addCompany('Elsewhere');
    const stranger = await world.addUser('IpsUser', [other]);
    const colleague = await world.addUser('IpsUser', [world.company]);
    const email = async (inner: string) => textAt((await user().call('getUserInfo', inner)).element, 'userInfo/email');
    assert.equal(await email(`<email>${colleague.email.toUpperCase()}</email>`), colleague.email);
    assert.equal(await email(`<userHandle>u|${colleague.id}|${colleague.email}</userHandle>`), colleague.email);
    assert.equal(await email(`<userHandle>${colleague.id}|old@form</userHandle>`), colleague.email);
    assert.equal(code(await user().call('getUserInfo', `<email>${stranger.email}</email>`)), '20007');
    assert.equal(code(await user().call('getUserInfo', '<email>nobody@example.test</email>')), '20001');
    assert.equal(code(await user().call('getUserInfo', '<userHandle>u|99999|x</userHandle>')), '20002');
    assert.equal(
      textAt((await admin().call('getUserInfo', `<email>${stranger.email}</email>`)).element, 'userInfo/email'),
      stranger.email,
    );
  });

  test('getCompanyMembership tells a client its company handle and root path', async () => {
    const { element } = await user().call('getCompanyMembership');
    assert.deepEqual(namesIn(allAt(element, 'membershipArray/items')[0]), ['company', 'role', 'isActive']);
    assert.equal(textAt(element, 'membershipArray/items/company/companyHandle'), `c|${world.company.id}`);
    assert.equal(textAt(element, 'membershipArray/items/company/name'), 'ApiTestCo');
    assert.equal(textAt(element, 'membershipArray/items/role'), 'IpsUser');
    const homeless = await world.addUser('IpsUser', []);
    assert.match((await as(homeless.email).call('getCompanyMembership')).body, /<membershipArray\/>/);
  });

  test('getCompanyInfo finds a company by handle, by its old handle and by name', async () => {
    const root = async (inner: string) =>
      textAt((await user().call('getCompanyInfo', inner)).element, 'companyInfo/rootPath');
    assert.equal(await root(own), 'ApiTestCo/');
    assert.equal(await root(`<companyHandle>${world.company.id}</companyHandle>`), 'ApiTestCo/');
    assert.equal(await root('<companyName>ApiTestCo</companyName>'), 'ApiTestCo/');
    const hidden = await world.accounts.addCompany('Hidden');
    assert.equal(code(await user().call('getCompanyInfo', '<companyName>Hidden</companyName>')), '20006');
    assert.equal(code(await user().call('getCompanyInfo', `<companyHandle>c|${hidden.id}</companyHandle>`)), '20006');
    assert.equal(code(await user().call('getCompanyInfo', '<companyName>Nowhere</companyName>')), '20000');
    assert.equal(code(await user().call('getCompanyInfo')), '30002');
  });

  test('company settings are changed one by one and read back, required profiles as empty elements', async () => {
    const manager = await world.addUser('IpsCompanyAdmin', [world.company]);
    const settings = async () =>
      allAt((await as(manager.email).call('getCompanySettings', own)).element, 'settings')[0];
    const { retainPublishState, emailTrashCleanupWarning } = world.company.settings;
    assert.deepEqual((await settings())?.children.map(({ name, text }) => [name, text]), [
      ['overwriteMode', 'OverwriteFullName'], ['retainPublishState', String(retainPublishState)],
      ['defaultSourceProfile', ''],
      ['defaultDisplayProfile', ''], ['diskSpaceWarningMin', '0'],
      ['emailTrashCleanupWarning', String(emailTrashCleanupWarning)],
    ]);
    const profile = await world.publish({ fileName: 'srgb.icc', type: 'IccProfile' });
    await as(manager.email).call('setCompanySettings', `${own}<overwriteMode>OverwriteAnyExt</overwriteMode>`
      + `<defaultSourceProfileHandle>a|${profile.id}</defaultSourceProfileHandle><diskSpaceWarningMin>100000</diskSpaceWarningMin>`);
    const changed = await settings();
    assert.ok(changed);
    assert.equal(textAt(changed, 'overwriteMode'), 'OverwriteAnyExt');
    assert.equal(textAt(changed, 'diskSpaceWarningMin'), '100000');
    assert.equal(textAt(changed, 'defaultSourceProfile/assetHandle'), `a|${profile.id}`);
    assert.equal(textAt(changed, 'defaultSourceProfile/iccProfileInfo/originalFile'), 'srgb.icc');
    await as(manager.email).call('setCompanySettings', `${own}<defaultSourceProfileHandle/>`);
    const cleared = await settings();
    assert.ok(cleared);
    assert.deepEqual(textsAt(cleared, 'defaultSourceProfile/assetHandle'), []);
    assert.equal(textAt(cleared, 'overwriteMode'), 'OverwriteAnyExt');
  });

  test('a profile of the shared company may be set, and is seen by everybody there who may search at all', async () => {
    const shared = await world.publish({ companyId: 1, folder: 'Shared/Profiles/', fileName: 'everybody.icc', type: 'IccProfile' });
    const elsewhere = await world.accounts.addCompany('Profiles elsewhere');
    const foreign = await world.publish({ companyId: elsewhere.id, folder: 'Profiles elsewhere/', fileName: 'foreign.icc', type: 'IccProfile' });
    const manager = await world.addUser('IpsCompanyAdmin', [world.company]);
    await as(manager.email).call('setCompanySettings', `${own}<defaultDisplayProfileHandle>a|${shared.id}</defaultDisplayProfileHandle>`);
    const [settings] = allAt((await as(manager.email).call('getCompanySettings', own)).element, 'settings');
    assert.equal(settings && textAt(settings, 'defaultDisplayProfile/assetHandle'), `a|${shared.id}`);
    assert.equal(code(await as(manager.email).call('setCompanySettings',
      `${own}<defaultDisplayProfileHandle>a|${foreign.id}</defaultDisplayProfileHandle>`)), '30001');
    await as(manager.email).call('setCompanySettings', `${own}<defaultDisplayProfileHandle/>`);

    const found = await user().call('searchAssets', '<companyHandle>c|1</companyHandle><includeSubfolders>true</includeSubfolders>');
    assert.deepEqual(textsAt(found.element, 'assetArray/items/assetHandle'), [`a|${shared.id}`]);
    const deleted = await user().call('deleteAsset', `<companyHandle>c|1</companyHandle><assetHandle>a|${shared.id}</assetHandle>`);
    assert.equal(code(deleted), '20006');
    assert.equal(code(await user().call('searchAssets', `<companyHandle>c|${elsewhere.id}</companyHandle><includeSubfolders>true</includeSubfolders>`)), '20006');
  });

  test('setCompanySettings refuses what it cannot keep, and ordinary users', async () => {
    const picture = await world.publish({ fileName: 'no-profile.jpg' });
    assert.equal(
      code(await admin().call('setCompanySettings', `${own}<overwriteMode>overwriteanyext</overwriteMode>`)), '30001',
    );
    assert.equal(
      code(await admin().call('setCompanySettings', `${own}<defaultSourceProfileHandle>a|${picture.id}</defaultSourceProfileHandle>`)),
      '30001',
    );
    assert.equal(
      code(await admin().call('setCompanySettings', `${own}<diskSpaceWarningMin>-1</diskSpaceWarningMin>`)), '30001',
    );
    assert.equal(code(await user().call('setCompanySettings', own)), '20003');
    assert.equal(code(await user().call('getCompanySettings', own)), '20003');
  });

  test('system properties are read one by one and together', async () => {
    const value = async (name: string) =>
      textAt((await user().call('getProperty', `<name>${name}</name>`)).element, 'value');
    assert.equal(await value('UploadPostMaxFileSize'), '2147483648');
    assert.equal(await value('swfRootUrl'), systemProperties.SwfRootUrl);
    assert.equal(await value('SystemMessage'), 'Hello & welcome');
    assert.equal(code(await user().call('getProperty', '<name>Password</name>')), '30001');
    assert.equal(code(await user().call('getProperty')), '30002');
    const { element } = await user().call('getSystemProperties');
    assert.deepEqual(textsAt(element, 'propertyArray/items/name'), Object.keys(systemProperties));
    assert.deepEqual(textsAt(element, 'propertyArray/items/value'), Object.values(systemProperties));
  });
});
