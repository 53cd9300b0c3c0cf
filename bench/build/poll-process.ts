/** A process that asks a server the same over a few connections and does next to nothing else: on two cores a client
 *  that parses HTTP as a library does would be what is measured. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export type PollTask = {
  readonly port: number;
  /** The whole request, head and body. */
  readonly request: string;
  readonly calls: number;
  readonly connections: number;
  /** What every answer must contain. */
  readonly expected: string;
};

process.on('message', async (task: PollTask) => {
  try {
    process.send?.({ elapsedMs: await poll(task) });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
});
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function poll({ port, request, calls, connections, expected }: PollTask): Promise<number> {
  const sockets = await Promise.all(Array.from({ length: connections }, async () => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return socket;
  }));
  const bytes = Buffer.from(request);
  const wanted = Buffer.from(expected);
  const startedAt = performance.now();
  let left = calls;
  try {
    await Promise.all(sockets.map((socket) => ask(socket, bytes, wanted, () => left-- > 0)));
    return performance.now() - startedAt;
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

/** One request after the other on one connection, for as long as there is one to make. */
function ask(socket: Socket, request: Buffer, expected: Buffer, mayGoOn: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    let wantedBytes = 0;
    const next = (): void => {
      if (mayGoOn()) socket.write(request);
      else resolve();
    };
    socket.on('error', reject);
    socket.on('end', () => reject(new Error('the server ended a connection')));
    socket.on('data', (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      if (wantedBytes === 0) wantedBytes = answerBytes(received);
      if (wantedBytes === 0 || received.length < wantedBytes) return;
      const isRight = received.includes('HTTP/1.1 200') && received.includes(expected);
      if (!isRight) return reject(new Error(received.toString()));
      received = Buffer.alloc(0);
      wantedBytes = 0;
      next();
    });
    next();
  });
}

/** Length of an answer with its head; 0 while the head is not there. */
function answerBytes(received: Buffer): number {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd < 0) return 0;
  const length = /content-length: *(\d+)/i.exec(received.toString('latin1', 0, headEnd))?.[1];
  if (length === undefined) throw new Error('an answer without a length');
  return headEnd + 4 + Number(length);
}
