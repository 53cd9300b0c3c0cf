import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openIpsWorld } from '#test/build/ips';
import { noticesOf } from '#test/build/notices';
import type { Mail } from '#ports';
import { warnOfTrash } from './sweeps.ts';

test('administrators hear four days before assets of their trash are destroyed, once, if their company wants it', async () => {
  await using world = await openIpsWorld();
  const mails: Mail[] = [];
  const notices = noticesOf(world, { mailer: { send: async (mail) => void mails.push(mail), close: async () => {} } });
  const ground = { database: { database: world.test.database } as Parameters<typeof warnOfTrash>[0]['database'], library: world.library, accounts: world.accounts };
  const head = await world.addUser('IpsCompanyAdmin', [world.company]);
  const look = async (): Promise<readonly string[]> => {
    mails.length = 0;
    await warnOfTrash(ground, notices);
    await notices.deliver();
    return mails.map(({ to }) => to).sort();
  };
  const trash = async (name: string): Promise<void> => {
    const asset = await world.publish({ fileName: `${name}.jpg` });
    await world.library.trash(world.company.id, asset.id, world.user.email);
  };
  const days = (count: number): void => world.clock.advance(count * 86_400_000);

  await trash('chair');
  await trash('table');
  assert.deepEqual(await look(), []);
  days(3);
  assert.deepEqual(await look(), [world.admin.email, head.email].sort());
  assert.equal(mails[0]?.subject, '[ApiTestCo] 2 assets in the trash will be destroyed on 22 January 2026');
  assert.match(mails[0].text, /chair\n.*table/s);
  assert.deepEqual(await look(), []);

  await world.accounts.changeSettings(world.company.id, { emailTrashCleanupWarning: false });
  await trash('lamp');
  days(3);
  assert.deepEqual(await look(), []);
});
