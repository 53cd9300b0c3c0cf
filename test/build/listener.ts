import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A real server on this machine that remembers what it was asked. */
export type Listener = AsyncDisposable & {
  readonly port: number;
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** In the order they came. */
  readonly requests: readonly { readonly method: string; readonly path: string; readonly headers: IncomingMessage['headers']; readonly body: string }[];
};

/** @param tls  Certificate and key; without them it speaks plain HTTP. */
export async function openListener(answer: RequestListener, tls?: { readonly certificate: string; readonly key: string }): Promise<Listener> {
  const requests: Listener['requests'][number][] = [];
  const listen: RequestListener = (request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      requests.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: Buffer.concat(pieces).toString() });
      answer(request, response);
    });
  };
  const server = tls === undefined ? createServer(listen) : createTlsServer({ cert: tls.certificate, key: tls.key }, listen);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port, requests, url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
