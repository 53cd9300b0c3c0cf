import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '#base';
import type { Mailer } from '#ports';
import { messageOf } from './settle.ts';

/** Mails as files of a folder, `<date>-<id>.eml`, each whole or not there. One that comes twice takes its own place. */
export async function openMailFolder(options: { readonly folder: string; readonly from: string }): Promise<Mailer> {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
  return {
    async send(mail) {
      const { message } = await transport.sendMail(messageOf(mail, options.from));
      const name = `${mail.date.toISOString().replace(/[:.]/g, '-')}-${mail.id.replace(/[^a-z0-9-]/gi, '')}.eml`;
      const path = join(options.folder, name);
      try {
        await mkdir(options.folder, { recursive: true, mode: 0o700 });
        const file = await open(`${path}.part`, 'w', 0o600);
        try {
          await file.writeFile(message as Buffer);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(`${path}.part`, path);
      } catch (cause) {
        throw new Failure('MAIL_FAILED', { detail: (cause as Error).message }, { cause });
      }
    },
    close: async () => {},
  };
}
