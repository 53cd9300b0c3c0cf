import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { NewLine } from '#jobs';
import { openMailFolder, openSmtpMailer, readMailFolder } from '#adapters/nodemailer';
import { openIpsWorld, type IpsWorld } from '#test/build/ips';
import { noticesOf } from '#test/build/notices';
import { openTestSmtp, type TestSmtp } from '#test/build/smtp';
import { readMail } from '../adapters/nodemailer/read.ts';
import type { Notices } from './types.ts';

const from = 'Prepress <prepress@images.example>';
const modes = ['None', 'Error', 'ErrorAndWarning', 'JobCompletion', 'All'] as const;

describe('mails about jobs', () => {
  let world: IpsWorld;
  let smtp: TestSmtp;
  let notices: Notices;
  let mailer: Awaited<ReturnType<typeof openSmtpMailer>>;
  before(async () => {
    world = await openIpsWorld();
    smtp = await openTestSmtp();
    mailer = await openSmtpMailer({ url: smtp.url, from });
    notices = noticesOf(world, { mailer });
  });
  after(async () => {
    await mailer.close();
    await smtp[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  });

  /** Runs a job of one file, tells what is to be told, and returns the mails that came. */
  async function mailsOf(job: Parameters<IpsWorld['openJob']>[0], outcome: 'success' | 'error' | 'duplicate' = 'success', lines?: readonly NewLine[]) {
    const first = smtp.mails.length;
    const opened = await world.openJob({ files: ['a.jpg'], isInputClosed: true, ...job });
    await (await world.take(opened))(outcome, lines);
    await notices.deliver();
    return smtp.mails.slice(first);
  }

  const duplicate: NewLine = { type: 'DuplicateSkipped', key: 'log.duplicate', params: { path: 'ApiTestCo/a.jpg' } };
  const failure: NewLine = { type: 'UploadError', key: 'log.error', params: { path: 'ApiTestCo/a.jpg' }, reason: { key: 'BROKEN_FILE', params: { detail: 'cut off' } } };
  for (const [what, outcome, lines, expected] of [
    ['a clean job', 'success', undefined, [0, 0, 0, 1, 2]],
    ['a job with one corrupt file', 'error', [failure], [0, 1, 1, 1, 2]],
    ['a job whose file is well and whose set was not made', 'success', [failure], [0, 1, 1, 1, 2]],
    ['a job with one skipped duplicate', 'duplicate', [duplicate], [0, 0, 1, 1, 2]],
  ] as const) {
    test(`${what}: ${modes.map((mode, index) => `${mode} ${expected[index]}`).join(', ')} mails`, async () => {
      const counts: number[] = [];
      let last = '';
      for (const email of modes) {
        const mails = await mailsOf({ options: { email } }, outcome, lines);
        counts.push(mails.length);
        last = mails.at(-1)?.source.toString() ?? '';
      }
      assert.deepEqual(counts, expected);
      assert.equal(last.includes('ended with errors'), lines?.some(({ type }) => type === 'UploadError') ?? false);
    });
  }

  test('a begin mail comes while the job runs, before any file is done', async () => {
    const first = smtp.mails.length;
    const job = await world.openJob({ name: 'spring', files: ['a.jpg'], isInputClosed: true, options: { email: 'All' } });
    await notices.deliver();
    assert.deepEqual(smtp.mails.slice(first).map(({ source }) => readMail(source).subject), ['[ApiTestCo] Upload job spring has begun']);
    await (await world.take(job))('success');
    await notices.deliver();
    assert.equal(smtp.mails.length - first, 2);
    await notices.deliver();
    assert.equal(smtp.mails.length - first, 2);
  });

  test('the end mail has counts, lines and links, as text and as HTML, to the user who submitted', async () => {
    const asset = await world.publish({ fileName: 'chair & table.jpg' });
    const made: NewLine = { type: 'UploadSuccess', key: 'log.created', params: { path: 'ApiTestCo/chair & table.jpg' }, asset: { id: asset.id, name: asset.name, fileType: 'MasterImage' } };
    const warning: NewLine = { type: 'UploadWarning', key: 'log.hiddenFile', params: { path: 'ApiTestCo/<b>.x' } };
    const [mail] = await mailsOf({ name: 'spring', options: { email: 'JobCompletion' } }, 'success', [made, warning]);
    assert.deepEqual(mail?.to, [world.user.email]);
    assert.equal(mail.from, 'prepress@images.example');
    const { subject, text } = readMail(mail.source);
    assert.equal(subject, '[ApiTestCo] Upload job spring: 1 ok, 1 warnings, 0 errors');
    for (const words of ['The job has ended with warnings.', '1: 1 new, 0 replaced', 'ApiTestCo/chair & table.jpg was processed into IPS', 'https://images.example/is/image/ApiTestCo/chair%20%26%20table', '! ApiTestCo/<b>.x was skipped', 'a description']) {
      assert.ok(text.includes(words), `${words} in ${text}`);
    }
    const html = mail.source.replaceAll('=\r\n', '').replaceAll('=3D', '=');
    assert.match(html, /Content-Type: text\/html/);
    assert.ok(html.includes('href="https://images.example/is/image/ApiTestCo/chair%20%26%20table"'));
    assert.ok(html.includes('ApiTestCo/&lt;b&gt;.x') && !html.slice(html.indexOf('text/html')).includes('<b>.x'));
  });

  test('an unpublished asset and a server without an address have no links', async () => {
    const hidden = await world.publish({ fileName: 'hidden.jpg', readyForPublish: false });
    const line: NewLine = { type: 'UploadSuccess', key: 'log.created', params: { path: 'x' }, asset: { id: hidden.id, name: hidden.name, fileType: 'MasterImage' } };
    const [mail] = await mailsOf({ options: { email: 'All' } }, 'success', [line]).then((mails) => mails.slice(1));
    assert.ok(!readMail(mail?.source ?? '').text.includes('https://'));
  });

  test('a mail speaks the language of its job', async () => {
    const [mail] = await mailsOf({ name: 'Frühling', locale: 'de', options: { email: 'Error' } }, 'error', [failure]);
    const { subject, text } = readMail(mail?.source ?? '');
    assert.equal(subject, '[ApiTestCo] Upload-Auftrag Frühling: 0 in Ordnung, 0 Warnungen, 1 Fehler');
    assert.ok(text.includes('Der Auftrag ist mit Fehlern beendet.') && text.includes('konnte nicht verarbeitet werden'), text);
    assert.match(mail?.source ?? '', /Content-Language: de/);
  });

  test('the receiver a job names gets its mails', async () => {
    const [mail] = await mailsOf({ options: { email: 'JobCompletion', mailUserId: world.admin.id } });
    assert.deepEqual(mail?.to, [world.admin.email]);
  });

  test('names and descriptions with line ends add neither headers nor receivers', async () => {
    const name = 'x\r\nBcc: evil@example.test\r\n\r\nbody';
    const [mail] = await mailsOf({ name, description: 'a\r\nSubject: b', options: { email: 'JobCompletion' } });
    assert.deepEqual(mail?.to, [world.user.email]);
    const head = (mail?.source ?? '').split('\r\n\r\n')[0] ?? '';
    assert.ok(!/^bcc:/im.test(head));
    assert.equal(head.match(/^subject:/gim)?.length, 1);
    assert.match(readMail(mail?.source ?? '').subject, /^\[ApiTestCo\] Upload job x Bcc: evil@example\.test body: 1 ok/);
  });

  test('a job of a thousand and more lines has the first thousand in its mail and says how many follow', async () => {
    const lines = Array.from({ length: 1100 }, (_, index): NewLine => ({ type: 'UploadWarning', key: 'log.hiddenFile', params: { path: `f${index}` } }));
    const [mail] = await mailsOf({ options: { email: 'Error' } }, 'error', [...lines, failure]);
    assert.match(readMail(mail?.source ?? '').text, /The log of the job has 107 more lines\./);
  });

  test('a server that cannot take a mail now is asked again after a minute; the mail keeps its id', async () => {
    const first = smtp.mails.length;
    smtp.refuse(451, 421);
    await mailsOf({ name: 'later', options: { email: 'JobCompletion' } });
    assert.equal(smtp.mails.length, first);
    await notices.deliver();
    const [waiting] = await notices.list(world.company.id, { pageSize: 1, page: 1 });
    assert.deepEqual([waiting?.state, waiting?.attempts.length, waiting?.attempts[0]?.failure?.key], ['waiting', 1, 'MAIL_FAILED']);
    world.clock.advance(60_000);
    await notices.deliver();
    assert.equal(smtp.mails.length, first);
    world.clock.advance(5 * 60_000);
    await notices.deliver();
    assert.equal(smtp.mails.length, first + 1);
    assert.ok(smtp.mails.at(-1)?.source.includes(`Message-ID: <${waiting?.key}@images.example>`));
    const [sent] = await notices.list(world.company.id, { pageSize: 1, page: 1 });
    assert.deepEqual([sent?.state, sent?.attempts.map(({ failure: reason }) => reason?.key)], ['sent', ['MAIL_FAILED', 'MAIL_FAILED', undefined]]);
  });

  test('a server that will never take a mail is not asked again', async () => {
    smtp.refuse(550);
    await mailsOf({ options: { email: 'JobCompletion' } });
    const [failed] = await notices.list(world.company.id, { state: 'failed', pageSize: 10, page: 1 });
    assert.deepEqual([failed?.kind, failed?.attempts.map(({ failure: reason }) => reason?.key)], ['JobEnded', ['MAIL_REFUSED']]);
  });

  test('several processes send each mail once', async () => {
    const first = smtp.mails.length;
    for (let index = 0; index < 20; index += 1) {
      const job = await world.openJob({ name: `many${index}`, files: ['a.jpg'], isInputClosed: true, options: { email: 'JobCompletion' } });
      await (await world.take(job))('success');
    }
    await Promise.all([notices, noticesOf(world, { mailer }), noticesOf(world, { mailer })].map((one) => one.deliver()));
    assert.equal(smtp.mails.length - first, 20);
    assert.equal(new Set(smtp.mails.slice(first).map(({ source }) => readMail(source).subject)).size, 20);
  });

  test('without a server mails are files of a folder that can be read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'outbox-'));
    try {
      const kept = noticesOf(world, { mailer: await openMailFolder({ folder: join(folder, 'outbox'), from }) });
      const job = await world.openJob({ name: 'Größe', locale: 'de', files: ['a.jpg'], isInputClosed: true, options: { email: 'All' } });
      world.clock.advance(1000);
      await (await world.take(job))('success');
      await kept.deliver();
      const mails = await readMailFolder(join(folder, 'outbox'));
      assert.deepEqual(mails.map(({ to, subject }) => `${to} ${subject}`), [
        `${world.user.email} [ApiTestCo] Upload-Auftrag Größe hat begonnen`, `${world.user.email} [ApiTestCo] Upload-Auftrag Größe: 1 in Ordnung, 0 Warnungen, 0 Fehler`,
      ]);
      assert.ok(mails[1]?.text.includes('Größe (j|'));
      assert.ok((await readdir(join(folder, 'outbox'))).every((name) => name.endsWith('.eml')));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
