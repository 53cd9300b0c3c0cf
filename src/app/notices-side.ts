import { join } from 'node:path';
import { openNotices, type Notices } from '#notices';
import type { Mailer } from '#ports';
import type { Ground } from './ground.ts';
import type { Settings } from './settings.ts';

const noticesEveryMs = 1_000;

/** Folder of mails where no mail server is set. */
export function outboxFolder(dataFolder: string): string {
  return join(dataFolder, 'outbox');
}

async function openMailer(settings: Settings, dataFolder: string): Promise<Mailer> {
  const { openMailFolder, openSmtpMailer } = await import('#adapters/nodemailer');
  const url = settings.optionalText('PREPRESS_SMTP_URL');
  const from = settings.text('PREPRESS_MAIL_FROM');
  return url === undefined ? openMailFolder({ folder: outboxFolder(dataFolder), from }) : openSmtpMailer({ url, from });
}

/** What is told outside, and what keeps telling it. */
export type NoticesSide = { readonly notices: Notices; start(): void; close(): Promise<void> };

/** Opens mails and requests by the settings; nothing is sent before `start`.
 *  @param publicUrl  For links in mails; undefined where it is not known. @throws BAD_SETTING */
export async function openNoticesSide(ground: Ground, publicUrl: () => string | undefined): Promise<NoticesSide> {
  const { settings, clock, log } = ground;
  const mailer = await openMailer(settings, ground.dataFolder);
  const purgeUrl = settings.optionalText('PREPRESS_CDN_PURGE_URL');
  const notices = openNotices({
    ...ground, database: ground.database.database, mailer, publicUrl, secret: settings.optionalText('PREPRESS_NOTICE_SECRET'),
    purge: purgeUrl === undefined ? undefined : { url: purgeUrl, token: settings.optionalText('PREPRESS_CDN_PURGE_TOKEN') },
    locale: settings.text('PREPRESS_LOCALE'), keptDays: settings.integer('PREPRESS_LOG_DAYS'),
  });
  let running: Promise<unknown> | undefined;
  let timer: { stop(): void } | undefined;
  return {
    notices,
    start() {
      timer = clock.every(noticesEveryMs, () => {
        running ??= notices.deliver()
          .catch((cause: unknown) => log.warn('sweep.failed', { name: 'notices', cause: String(cause) }))
          .finally(() => {
            running = undefined;
          });
      });
    },
    async close() {
      timer?.stop();
      await notices.close();
      await running;
      await mailer.close();
    },
  };
}
