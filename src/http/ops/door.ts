import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Meters } from './meters.ts';

export type OpsRooms = {
  readonly meters: Meters;
  /** What must answer before traffic is welcome, by name. */
  readonly pings: Readonly<Record<string, () => Promise<void>>>;
  /** True once the server has been told to stop: it is healthy but no longer ready. */
  readonly isStopping: () => boolean;
};

/** How long a readiness check waits for one of its parts. */
const pingLimitMs = 2_000;

/** `/healthz` (the process answers), `/readyz` (everything behind it does), `/metrics`. */
export function registerOpsDoor(server: FastifyInstance, rooms: OpsRooms): void {
  server.get('/healthz', async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    const parts = await Promise.all(Object.entries(rooms.pings).map(async ([name, ping]) => [name, await answers(ping)] as const));
    const isReady = !rooms.isStopping() && parts.every(([, isUp]) => isUp);
    return reply
      .code(isReady ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: isReady ? 'ready' : 'not ready', isStopping: rooms.isStopping(), parts: Object.fromEntries(parts.map(([name, isUp]) => [name, isUp ? 'up' : 'down'])) });
  });
  server.get('/metrics', async (_request, reply) =>
    reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').header('cache-control', 'no-store').send(await rooms.meters.page()));
  server.addHook('onResponse', async (request: FastifyRequest, reply: FastifyReply) => {
    rooms.meters.answered({ door: doorOf(request.raw.url ?? '/'), status: reply.statusCode, seconds: reply.elapsedTime / 1000 });
  });
}

/** The door a URL belongs to; a handful of names, whatever strangers ask for. */
function doorOf(url: string): string {
  if (url.startsWith('/is/image')) return 'image';
  if (url.startsWith('/is/content') || url.startsWith('/e2/')) return 'content';
  if (/\/UploadFile(\?|$)/.test(url)) return 'upload';
  if (/^\/api\/(?!IpsApi)/.test(url)) return 'rest';
  if (/\/IpsApi/.test(url)) return 'service';
  return 'other';
}

async function answers(ping: () => Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), pingLimitMs);
  });
  try {
    await Promise.race([ping(), limit]);
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
