import { Failure } from '#base';
import type { Mailer } from '#ports';
import { messageOf } from './settle.ts';

/** Mails by SMTP, over at most two connections.
 *  @param options.url  smtp:// or smtps://, with user and password where the server wants them.
 *  @throws BAD_SETTING for an address that is none */
export async function openSmtpMailer(options: { readonly url: string; readonly from: string }): Promise<Mailer> {
  const url = URL.parse(options.url);
  if (url === null || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '') {
    throw new Failure('BAD_SETTING', { name: 'PREPRESS_SMTP_URL', expected: 'smtp://host:port or smtps://host:port', received: '(hidden)' });
  }
  const { createTransport } = await import('nodemailer');
  const isTls = url.protocol === 'smtps:';
  const transport = createTransport({
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: url.port === '' ? (isTls ? 465 : 587) : Number(url.port), secure: isTls,
    ...(url.username === '' ? {} : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    pool: true, maxConnections: 2, connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 60_000,
  });
  return {
    async send(mail) {
      const message = messageOf(mail, options.from);
      try {
        await transport.sendMail(message);
      } catch (cause) {
        const { responseCode, response, message: words } = cause as { readonly responseCode?: number; readonly response?: string; readonly message: string };
        // 5xx is for ever: trying again would only annoy. Wrong credentials are mended by an operator, who then wants the mail.
        const isForEver = responseCode !== undefined && responseCode >= 550 && responseCode < 560;
        throw new Failure(isForEver ? 'MAIL_REFUSED' : 'MAIL_FAILED', { detail: (response ?? words).slice(0, 300) }, { cause });
      }
    },
    async close() {
      transport.close();
    },
  };
}
