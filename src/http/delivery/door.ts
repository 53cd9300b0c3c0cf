import type { IncomingMessage } from 'node:http';
import { Failure, type Log } from '#base';
import type { Blobs, Clock, ColourEngine, View } from '#ports';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isDeliveryUrl, readAddress } from './address.ts';
import { openCatalogue, type CatalogueRooms } from './catalogue.ts';
import { answerContent } from './content.ts';
import { errorReply } from './errors.ts';
import { openFontShelf, type FontRooms } from './fonts.ts';
import { answerImage, infoReply } from './image.ts';
import type { ProfileRooms } from './profiles.ts';
import { openRenderGate } from './render-gate.ts';
import { openReplyCache } from './reply-cache.ts';
import type { Reply } from './reply.ts';
import type { DeliveryDoorSettings } from './settings.ts';

export type DeliveryRooms = CatalogueRooms & ProfileRooms & Omit<FontRooms, 'blobs'> & {
  readonly blobs: Pick<Blobs, 'localFile' | 'read'>;
  readonly view: View;
  readonly colour: ColourEngine;
  readonly settings: DeliveryDoorSettings;
  readonly clock: Clock;
  readonly log: Log;
  /** Shown where a URL names nothing. */
  readonly version?: string;
};

/** What the door is busy with, for metrics. */
export type DeliveryLoad = { readonly cachedBytes: number; readonly cachedReplies: number; readonly rendering: number; readonly waiting: number };

const exposed = 'ETag, Content-Length, Content-Range, Last-Modified';
const allowed = 'GET, HEAD, OPTIONS';
/** What the router is shown instead of URLs that it would try to decode. */
const paths = ['/is/image', '/is/image/*', '/is/content', '/is/content/*', '/e2', '/e2/*', '/hls-vod', '/hls-vod/*'] as const;

/** Registers `/is/image`, `/is/content` and its other names.
 *  @returns what the door is busy with. */
export function registerDeliveryDoor(server: FastifyInstance, rooms: DeliveryRooms): () => DeliveryLoad {
  const { settings } = rooms;
  const catalogue = openCatalogue(rooms, settings.serving);
  const cache = openReplyCache(settings.cacheBytes);
  const gate = openRenderGate({ running: settings.renders, waiting: settings.queue, timeMs: settings.timeLimitSeconds * 1000 });
  const all = { ...rooms, catalogue, cache, gate, fontShelf: openFontShelf(rooms), isContentSandboxed: settings.isContentSandboxed };
  const form = { format: undefined, id: '', ignored: [] };

  const answer = async (request: FastifyRequest): Promise<Reply> => {
    const url = rawUrlOf(request.raw);
    if (Buffer.byteLength(url, 'latin1') > settings.urlBytes) {
      return errorReply(new Failure('DELIVERY_URL_TOO_LONG'), form, settings.serving, rooms.clock.now());
    }
    const address = readAddress(url);
    if (address.elements.length === 0) return infoReply(rooms.version ?? '');
    return address.door === 'image' ? answerImage(all, address, request.headers) : answerContent(all, address, request.headers);
  };

  keepUrlsRaw(server);
  for (const url of paths) {
    server.all(url, { onRequest: async (request, reply) => refuseOtherMethods(request, reply) }, async (request, reply) => {
      const made = await answer(request);
      try {
        return await send(request, reply, made);
      } catch (thrown) {
        rooms.log.error('delivery.failed', { url: rawUrlOf(request.raw).slice(0, 200), error: thrown });
        return send(request, reply, errorReply(thrown, form, settings.serving, rooms.clock.now()));
      }
    });
  }
  return () => ({ cachedBytes: cache.sizeBytes, cachedReplies: cache.replies, rendering: gate.running, waiting: gate.waiting });
}

/** Before any body is read. @source delivery, §1.1 "methods", §6.5 */
async function refuseOtherMethods(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header('access-control-allow-origin', '*').header('access-control-expose-headers', exposed);
  if (request.method === 'GET' || request.method === 'HEAD') return;
  if (request.method === 'OPTIONS') {
    await reply.code(204).headers({
      allow: allowed, 'access-control-allow-methods': allowed, 'access-control-allow-headers': '*',
      'access-control-max-age': '86400',
    }).send();
    return;
  }
  const plain = { allow: allowed, 'cache-control': 'no-store', 'content-type': 'text/plain; charset=UTF-8' };
  await reply.code(405).headers(plain).send('Method not allowed');
}

async function send(request: FastifyRequest, reply: FastifyReply, { status, headers, body, sizeBytes }: Reply): Promise<FastifyReply> {
  const isBodySent = request.method !== 'HEAD' && body !== undefined;
  const sent = isBodySent ? (typeof body === 'function' ? await body() : body) : undefined;
  reply.code(status).headers(headers);
  if (status !== 304) reply.header('content-length', sizeBytes);
  return reply.send(sent);
}

/**
 * The router decodes paths before it looks at them, and answers 400 to what is not UTF-8; here the protocol wants the raw
 * bytes. So it is shown the door alone, and the URL as it came stays in `originalUrl`, where a rewriting server would put
 * it too. Requests that are injected without a socket keep their URL.
 */
function keepUrlsRaw(server: FastifyInstance): void {
  server.server.prependListener('request', (request: IncomingMessage & { originalUrl?: string }) => {
    const url = request.url ?? '';
    if (!url.includes('%') || !isDeliveryUrl(url)) return;
    request.originalUrl = url;
    request.url = url.startsWith('/is/image') ? '/is/image' : '/is/content';
  });
}

function rawUrlOf(request: IncomingMessage & { readonly originalUrl?: string }): string {
  return request.originalUrl ?? request.url ?? '';
}
