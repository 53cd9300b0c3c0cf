import type { Abilities } from '#cli';
import { resolve } from 'node:path';
import { hostForUrl } from './address.ts';
import { allSettings } from './all-settings.ts';
import { examine } from './examine.ts';
import { keptAdministrator } from './first-administrator.ts';
import { outboxFolder } from './notices-side.ts';
import { openServer } from './server.ts';
import { readSettings, settingSources, type Settings } from './settings.ts';
import { stopSignal } from './stop-signal.ts';
import { openWorkerProcess } from './worker-process.ts';

/** What the command line can do, bound to the settings of this process. */
export function openAbilities(version: string): Abilities {
  const settings = (): Settings => readSettings(allSettings, settingSources());
  return {
    version,
    async serve(options = {}) {
      const stopping = stopSignal();
      const server = await openServer(settings(), version);
      if (server.madeAdministrator !== undefined) {
        const { email, password } = server.madeAdministrator;
        process.stdout.write(`first administrator: ${email}  password: ${password}  (shown once; kept in ${server.administratorFile})\n`);
      }
      process.stdout.write(`prepress ready ${server.url}\n`);
      try {
        const wish = options.onReady === undefined ? 'keep' : await Promise.race([options.onReady(server.url), stopping.then(() => 'stop' as const)]);
        if (wish === 'keep') await stopping;
      } finally {
        await server.close();
      }
      return 0;
    },
    async work() {
      const stopping = stopSignal();
      const worker = await openWorkerProcess(settings());
      process.stdout.write(`prepress working with ${worker.slots} children\n`);
      await stopping;
      await worker.close();
      return 0;
    },
    async connection() {
      const read = settings();
      const kept = await keptAdministrator(resolve(read.text('PREPRESS_DATA')));
      const given = read.optionalText('PREPRESS_ADMIN_PASSWORD');
      return {
        url: read.optionalText('PREPRESS_PUBLIC_URL') ?? `http://${hostForUrl(read.text('PREPRESS_HOST'))}:${read.integer('PREPRESS_PORT')}`,
        contextPath: read.text('PREPRESS_CONTEXT_PATH'),
        email: given === undefined ? (kept?.email ?? read.text('PREPRESS_ADMIN_EMAIL')) : read.text('PREPRESS_ADMIN_EMAIL'),
        password: given ?? kept?.password,
      };
    },
    async outbox() {
      const { readMailFolder } = await import('#adapters/nodemailer');
      return readMailFolder(outboxFolder(resolve(settings().text('PREPRESS_DATA'))));
    },
    examine: () => examine(settingSources()),
  };
}
