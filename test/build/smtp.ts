import { SMTPServer } from 'smtp-server';
import type { AddressInfo } from 'node:net';

/** A real SMTP server on this machine that keeps what it takes. */
export type TestSmtp = AsyncDisposable & {
  /** `smtp://127.0.0.1:port` */
  readonly url: string;
  readonly mails: readonly { readonly from: string; readonly to: readonly string[]; readonly source: string }[];
  /** Answers the next mails with these codes instead of taking them. */
  refuse(...codes: readonly number[]): void;
};

export async function openTestSmtp(): Promise<TestSmtp> {
  const mails: TestSmtp['mails'][number][] = [];
  const refusals: number[] = [];
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS'], logger: false,
    onData(stream, session, done) {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        const code = refusals.shift();
        if (code !== undefined) {
          done(Object.assign(new Error('not now'), { responseCode: code }));
          return;
        }
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({ from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address), source: Buffer.concat(pieces).toString('latin1') });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`, mails, refuse: (...codes) => void refusals.push(...codes),
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
