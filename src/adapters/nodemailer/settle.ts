import type { SendMailOptions } from 'nodemailer';
import { Failure } from '#base';
import type { Mail } from '#ports';

/** A mail as the library takes it. Addresses are given as such, so that nothing in them is read as a list or a header.
 *  @throws MAIL_REFUSED for what is no address */
export function messageOf(mail: Mail, from: string): SendMailOptions {
  if (!/^[^\s<>()[\]\\,;:@"\p{Cc}]+@[^\s<>()\\,;:@"\p{Cc}]+$/u.test(mail.to)) {
    throw new Failure('MAIL_REFUSED', { detail: `'${mail.to.slice(0, 200)}' is not an address` });
  }
  const domain = /@([a-z0-9.-]+)>?\s*$/i.exec(from)?.[1] ?? 'localhost';
  return {
    from, to: { name: '', address: mail.to }, subject: mail.subject.replace(/[\p{Cc}\u2028\u2029]+/gu, ' '), text: mail.text, html: mail.html,
    date: mail.date, messageId: `<${mail.id}@${domain}>`,
    headers: { 'Content-Language': mail.language, 'Auto-Submitted': 'auto-generated' },
    // Nothing of a mail is fetched from a disk or a server, whatever it says.
    disableFileAccess: true, disableUrlAccess: true,
  };
}
