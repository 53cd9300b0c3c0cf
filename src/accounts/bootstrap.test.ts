import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { openAccounts, type Accounts } from '#accounts';
import { silentLog } from '#base';
import { systemClock } from '#ports';
import { openTestDatabase, type OpenTestDatabase } from '#test/build/database';

const passwordCost = { cost: 16, blockSize: 8, parallelization: 1 };
const first = { adminEmail: 'admin@example.com', adminPassword: 'first', companyName: 'Prepress' };

describe('bootstrap', () => {
  let world: OpenTestDatabase;
  beforeEach(async () => { world = await openTestDatabase(); });
  afterEach(() => world[Symbol.asyncDispose]());
  const open = (): Accounts => openAccounts({ database: world.database, clock: systemClock, log: silentLog, passwordCost });

  test('makes the shared company, the first company and an administrator who is in both', async () => {
    const accounts = open();
    const made = await accounts.bootstrap(first);
    assert.equal(made.isAdminNew, true);
    assert.deepEqual((await accounts.allCompanies()).map(({ id, name, rootPath }) => ({ id, name, rootPath })), [
      { id: 1, name: 'Shared', rootPath: 'Shared/' }, { id: 2, name: 'Prepress', rootPath: 'Prepress/' },
    ]);
    const caller = await accounts.authenticate({ email: first.adminEmail, password: 'first' });
    assert.equal(caller.user.isIpsAdmin, true);
    assert.deepEqual(caller.memberships.map(({ company, role }) => [company.id, role]), [[1, 'IpsAdmin'], [2, 'IpsAdmin']]);
  });

  test('changes nothing the second time, not even with another password or company', async () => {
    const accounts = open();
    await accounts.bootstrap(first);
    const again = await accounts.bootstrap({ ...first, adminPassword: 'second', companyName: 'Another' });
    assert.equal(again.isAdminNew, false);
    assert.equal(again.company.name, 'Prepress');
    assert.equal((await accounts.allCompanies()).length, 2);
    assert.equal(await accounts.checkLogin({ email: first.adminEmail, password: 'second' }), false);
    assert.equal(await accounts.checkLogin({ email: first.adminEmail, password: 'first' }), true);
  });

  test('replaces a password only when told to', async () => {
    const accounts = open();
    await accounts.bootstrap(first);
    await accounts.bootstrap({ ...first, adminPassword: 'second', isPasswordReplaced: true });
    assert.equal(await accounts.checkLogin({ email: first.adminEmail, password: 'second' }), true);
    assert.equal(await accounts.checkLogin({ email: first.adminEmail, password: 'first' }), false);
  });

  test('five processes at once make one of each', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => open().bootstrap(first)));
    assert.equal(made.filter(({ isAdminNew }) => isAdminNew).length, 1);
    assert.deepEqual(new Set(made.map(({ admin, company }) => `${admin.id} ${company.id}`)).size, 1);
    assert.equal((await open().allCompanies()).length, 2);
  });

  test('a company cannot have the name of the shared one', async () => {
    const attempt = async () => open().bootstrap({ ...first, companyName: 'Shared' });
    await assert.rejects(attempt, (thrown: { code?: string }) => thrown.code === 'BAD_SETTING');
  });
});
