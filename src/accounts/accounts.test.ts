import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { openAccounts, rolesOf, type Accounts, type Caller } from '#accounts';
import { silentLog } from '#base';
import { TestClock } from '#test/build/clock';
import { openTestDatabase, type OpenTestDatabase } from '#test/build/database';

/** Cheap enough for tests; the real factors are measured in `passwords.test.ts`. */
const passwordCost = { cost: 16, blockSize: 8, parallelization: 1 };

describe('accounts', () => {
  let world: OpenTestDatabase;
  before(async () => { world = await openTestDatabase(); });
  after(() => world[Symbol.asyncDispose]());

  function open(clock = new TestClock()): Accounts {
    return openAccounts({ database: world.database, clock, log: silentLog, passwordCost });
  }
  let people = 0;
  async function addUser(accounts: Accounts, options: Partial<Parameters<Accounts['addUser']>[0]> = {}) {
    people += 1;
    return accounts.addUser({
      email: `Person${people}@Example.com`, password: 'right', firstName: 'Ann', lastName: 'Other', defaultRole: 'IpsUser',
      isIpsAdmin: false, memberships: [], ...options,
    });
  }
  const codeOf = (code: string) => (thrown: unknown) => (thrown as { code?: string }).code === code;

  test('a user proves herself with her e-mail in any case', async () => {
    const accounts = open();
    const company = await accounts.addCompany('Casing');
    const user = await addUser(accounts, { memberships: [{ companyId: company.id, role: 'IpsUser' }] });
    const caller = await accounts.authenticate({ email: user.email.toUpperCase(), password: 'right' });
    assert.equal(caller.user.id, user.id);
    assert.deepEqual(caller.memberships.map(({ company: { rootPath }, role, isActive }) => ({ rootPath, role, isActive })),
      [{ rootPath: 'Casing/', role: 'IpsUser', isActive: true }]);
  });

  test('missing, wrong and unusable credentials each have their fault', async () => {
    const accounts = open();
    const user = await addUser(accounts);
    const disabled = await addUser(accounts, { isValid: false });
    await assert.rejects(accounts.authenticate(undefined), codeOf('NO_CREDENTIALS'));
    await assert.rejects(accounts.authenticate({ email: user.email }), codeOf('NO_CREDENTIALS'));
    await assert.rejects(accounts.authenticate({ email: user.email, password: '' }), codeOf('NO_CREDENTIALS'));
    await assert.rejects(accounts.authenticate({ email: user.email, password: 'Right' }), codeOf('INVALID_CREDENTIALS'));
    await assert.rejects(accounts.authenticate({ email: 'nobody@example.com', password: 'right' }), codeOf('INVALID_CREDENTIALS'));
    await assert.rejects(accounts.authenticate({ email: 'no\0body', password: 'right' }), codeOf('INVALID_CREDENTIALS'));
    await assert.rejects(accounts.authenticate({ email: disabled.email, password: 'right' }), codeOf('INVALID_USER'));
    await assert.rejects(accounts.authenticate({ email: disabled.email, password: 'wrong' }), codeOf('INVALID_CREDENTIALS'));
  });

  test('checkLogin says no without a fault', async () => {
    const accounts = open();
    const user = await addUser(accounts);
    const disabled = await addUser(accounts, { isValid: false });
    assert.equal(await accounts.checkLogin({ email: user.email, password: 'right' }), true);
    assert.equal(await accounts.checkLogin({ email: user.email, password: 'wrong' }), false);
    assert.equal(await accounts.checkLogin({ email: 'nobody@example.com', password: 'right' }), false);
    assert.equal(await accounts.checkLogin({ email: '', password: '' }), false);
    assert.equal(await accounts.checkLogin({ email: disabled.email, password: 'right' }), false);
  });

  test('an expired password logs nobody in', async () => {
    const clock = new TestClock();
    const accounts = open(clock);
    const user = await addUser(accounts);
    await sql`update user_account set password_expires_at = ${new Date(clock.now().getTime() + 60_000)} where id = ${user.id}`
      .execute(world.database);
    assert.equal(await accounts.checkLogin({ email: user.email, password: 'right' }), true);
    clock.advance(60_000);
    await assert.rejects(accounts.authenticate({ email: user.email, password: 'right' }), codeOf('INVALID_USER'));
  });

  test('a changed password counts at once, and for another process after three seconds', async () => {
    const clock = new TestClock();
    const [here, there] = [open(clock), open(clock)];
    const user = await addUser(here);
    assert.equal(await there.checkLogin({ email: user.email, password: 'right' }), true);
    await here.changePassword(user.id, 'newer');
    assert.equal(await here.checkLogin({ email: user.email, password: 'right' }), false);
    assert.equal(await here.checkLogin({ email: user.email, password: 'newer' }), true);
    clock.advance(3_000);
    assert.equal(await there.checkLogin({ email: user.email, password: 'right' }), false);
    await assert.rejects(here.changePassword(999_999, 'x'), codeOf('INVALID_REQUEST_USER'));
  });

  test('passwords are stored as salted hashes with their work factors', async () => {
    const accounts = open();
    const [one, two] = [await addUser(accounts), await addUser(accounts)];
    const { rows } = await sql<{ password_hash: string }>`
      select password_hash from user_account where id = any(${[one.id, two.id]})`.execute(world.database);
    assert.match(rows[0]?.password_hash ?? '', /^scrypt\$16\$8\$1\$[\w+/=]{24}\$[\w+/=]{44}$/);
    assert.notEqual(rows[0]?.password_hash, rows[1]?.password_hash);
  });

  test('users that cannot be are refused', async () => {
    const accounts = open();
    const user = await addUser(accounts);
    await assert.rejects(addUser(accounts, { email: user.email.toUpperCase() }), codeOf('INVALID_PARAMETER'));
    await assert.rejects(addUser(accounts, { email: 'two words' }), codeOf('INVALID_PARAMETER'));
    await assert.rejects(addUser(accounts, { password: '' }), codeOf('INVALID_PARAMETER'));
    const email = 'stranger@example.com';
    await assert.rejects(addUser(accounts, { email, memberships: [{ companyId: 987_654, role: 'IpsUser' }] }), codeOf('INVALID_COMPANY'));
    assert.equal(await accounts.userByEmail(email), undefined, 'the user went with the failed membership');
  });

  test('companies are found by id, name and root, and by nothing that is no name', async () => {
    const accounts = open();
    assert.equal(await accounts.companyByRoot('Later'), undefined);
    const company = await accounts.addCompany('Later');
    assert.equal((await accounts.companyById(company.id))?.name, 'Later');
    assert.equal((await accounts.companyByName('Later'))?.id, company.id);
    assert.equal((await accounts.companyByRoot('Later'))?.id, company.id, 'a change is seen at once');
    assert.equal(await accounts.companyByRoot('later'), undefined);
    assert.equal(await accounts.companyByRoot('La\0ter'), undefined);
    assert.equal(await accounts.companyById(2 ** 70), undefined);
    assert.ok((await accounts.allCompanies()).some(({ id }) => id === company.id));
    for (const name of ['Later', '', '..', 'a/b', 'a|b', ' a', 'a\nb', 'x'.repeat(101)]) {
      await assert.rejects(accounts.addCompany(name), codeOf('INVALID_PARAMETER'), name);
    }
  });

  test('company settings start with the defaults, change one by one and go back', async () => {
    const accounts = open();
    const { id, settings } = await accounts.addCompany('Settings');
    assert.equal(settings.overwriteMode, 'OverwriteFullName');
    assert.equal(settings.pdfProcessingPageLimit, 100);
    await accounts.changeSettings(id, { overwriteMode: 'OverwriteAnyExt' });
    const changed = await accounts.changeSettings(id, { defaultDisplayProfileId: 7, imageServing: { DefaultPix: '500,500' } });
    assert.equal(changed.overwriteMode, 'OverwriteAnyExt');
    assert.deepEqual(await accounts.companyById(id).then((company) => company?.settings), changed);
    const back = await accounts.changeSettings(id, { defaultDisplayProfileId: undefined });
    assert.equal(back.defaultDisplayProfileId, undefined);
    assert.deepEqual(back.imageServing, { DefaultPix: '500,500' });
    await assert.rejects(accounts.changeSettings(987_654, {}), codeOf('INVALID_COMPANY'));
    await assert.rejects(accounts.changeSettings(id, { pdfProcessingPageLimit: 0 }), codeOf('INVALID_PARAMETER'));
    assert.deepEqual(await accounts.changeSettings(id, { psdTemplateSuffix: '-page', psdLayerNames: ['Capa #'] }).then((own) => [own.psdTemplateSuffix, own.psdLayerNames]), ['-page', ['Capa #']]);
    for (const psdTemplateSuffix of ['', 'a/b', 'x'.repeat(65)]) await assert.rejects(accounts.changeSettings(id, { psdTemplateSuffix }), codeOf('INVALID_PARAMETER'));
    await assert.rejects(accounts.changeSettings(id, { psdLayerNames: [''] }), codeOf('INVALID_PARAMETER'));
    await assert.rejects(accounts.changeSettings(id, { overwriteMode: 'Never' as 'OverwriteAnyExt' }), codeOf('INVALID_PARAMETER'));
    await assert.rejects(accounts.changeSettings(id, { colour: 'red' } as object), codeOf('INVALID_PARAMETER'));
    assert.equal((await accounts.companyById(id))?.settings.overwriteMode, 'OverwriteAnyExt');
  });

  describe('authorise', () => {
    async function callerWith(role: Parameters<Accounts['addUser']>[0]['defaultRole'], companyId: number): Promise<Caller> {
      const accounts = open();
      const user = await addUser(accounts, { memberships: [{ companyId, role }] });
      return accounts.authenticate({ email: user.email, password: 'right' });
    }

    test('names the first thing that is wrong: company, membership, role', async () => {
      const accounts = open();
      const [mine, other] = [await accounts.addCompany('Mine'), await accounts.addCompany('Other')];
      const caller = await callerWith('ImagePortalUser', mine.id);
      const request = { operation: 'submitJob', roles: rolesOf('UATtPKk') };
      await assert.rejects(accounts.authorise(caller, { ...request, companyId: 987_654 }), codeOf('INVALID_COMPANY'));
      await assert.rejects(accounts.authorise(caller, { ...request, companyId: other.id }), codeOf('ILLEGAL_COMPANY'));
      await assert.rejects(accounts.authorise(caller, { ...request, companyId: mine.id }), codeOf('NO_OPERATION_PERMISSION'));
      const allowed = await accounts.authorise(caller, { operation: 'getAssets', roles: rolesOf('UACTtPpKk'), companyId: mine.id });
      assert.equal(allowed.id, mine.id);
    });

    test('an inactive membership and an expired company are none', async () => {
      const clock = new TestClock();
      const accounts = open(clock);
      const company = await accounts.addCompany('Fading');
      const user = await addUser(accounts, { memberships: [{ companyId: company.id, role: 'IpsUser' }] });
      const caller = await accounts.authenticate({ email: user.email, password: 'right' });
      const request = { operation: 'getAssets', roles: rolesOf('U'), companyId: company.id };
      await accounts.authorise(caller, request);
      const inactive: Caller = { ...caller, memberships: caller.memberships.map((each) => ({ ...each, isActive: false })) };
      await assert.rejects(accounts.authorise(inactive, request), codeOf('ILLEGAL_COMPANY'));
      await sql`update company set expires_at = ${clock.now()} where id = ${company.id}`.execute(world.database);
      clock.advance(3_000);
      await assert.rejects(accounts.authorise(caller, request), codeOf('ILLEGAL_COMPANY'));
    });

    test('admins may call everything, company admins and web service users what users may', async () => {
      const accounts = open();
      const company = await accounts.addCompany('Roles');
      const may = async (role: Parameters<typeof callerWith>[0], letters: string) => accounts
        .authorise(await callerWith(role, company.id), { operation: 'op', roles: rolesOf(letters), companyId: company.id })
        .then(() => true, () => false);
      assert.deepEqual(await Promise.all([
        may('IpsAdmin', ''), may('IpsCompanyAdmin', 'U'), may('WebServiceUser', 'U'), may('TrialSiteUser', 't'),
      ]), [true, true, true, true]);
      assert.deepEqual(await Promise.all([
        may('IpsCompanyAdmin', 'P'), may('WebServiceUser', 'AC'), may('TrialSiteUser', 'U'), may('ImagePortalUser', 'UATtPKk'),
      ]), [false, false, false, false]);
    });

    test('an administrator of the installation may enter every company that exists', async () => {
      const accounts = open();
      const company = await accounts.addCompany('Anywhere');
      const user = await addUser(accounts, { isIpsAdmin: true });
      const caller = await accounts.authenticate({ email: user.email, password: 'right' });
      assert.equal((await accounts.authorise(caller, { operation: 'op', roles: [], companyId: company.id })).id, company.id);
      assert.equal(await accounts.authorise(caller, { operation: 'op', roles: [] }), undefined);
      await assert.rejects(accounts.authorise(caller, { operation: 'op', roles: [], companyId: 987_654 }), codeOf('INVALID_COMPANY'));
    });

    test('without a company any role the caller holds counts', async () => {
      const accounts = open();
      const company = await accounts.addCompany('Held');
      const caller = await callerWith('TrialSiteAdmin', company.id);
      await accounts.authorise(caller, { operation: 'op', roles: rolesOf('T') });
      await accounts.authorise(caller, { operation: 'op', roles: rolesOf('U') });
      await assert.rejects(accounts.authorise(caller, { operation: 'op', roles: rolesOf('P') }), codeOf('NO_OPERATION_PERMISSION'));
    });
  });
});
