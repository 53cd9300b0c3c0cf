import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { GzipSetting } from '../answer.ts';
import { presumedStyle } from './envelope.ts';
import { exchange, type Outgoing, type Service } from './exchange.ts';
import type { IpsRooms } from './operation.ts';
import type { SystemProperties } from './system-properties.ts';
import { registerDescriptions } from './descriptions.ts';

export type IpsDoorOptions = {
  /** Path below which the service answers, without trailing slash. Default `/scene7`. */
  readonly contextPath?: string;
  /** Where clients reach this server, such as `https://images.example.com`; asked for each time. Default: where the request went. */
  readonly publicUrl?: () => string;
  readonly properties: () => SystemProperties;
  /** Default `accept`. */
  readonly gzip?: GzipSetting;
  /** Language where neither caller nor request names one. Default `en`. */
  readonly locale?: string;
};

/** Largest request that is read. @source specification of the upload protocol, §2.1 "XML hardening" */
const maxRequestBytes = 1024 * 1024;

/** Registers the service: SOAP 1.1 and 1.2 at `services/IpsApiService`, plain XML at `api/IpsApiService`, and the
 *  descriptions for client generators. A request is understood by what it contains: either address reads either form. */
export function registerIpsDoor(server: FastifyInstance, rooms: IpsRooms, options: IpsDoorOptions): void {
  const contextPath = options.contextPath ?? '/scene7';
  const service: Service = {
    rooms, properties: options.properties, gzip: options.gzip ?? 'accept', locale: options.locale ?? 'en',
  };
  const soapPath = `${contextPath}/services/IpsApiService`;
  const plainPath = `${contextPath}/api/IpsApiService`;

  const answer = async (request: FastifyRequest, reply: FastifyReply, body: Uint8Array | undefined): Promise<FastifyReply> => {
    const isPlainDoor = request.routeOptions.url === plainPath;
    const outgoing = await exchange(service, {
      body, headers: request.headers, presumedStyle: presumedStyle(isPlainDoor, request.headers['content-type']),
    });
    return send(reply, outgoing);
  };

  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // SOAP stacks name many content types, some none at all: what a request is, its text says.
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    for (const path of [soapPath, plainPath]) {
      scope.post(path, {
        bodyLimit: maxRequestBytes,
        errorHandler: (error, request, reply) => {
          if (error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') throw error;
          return answer(request, reply, undefined);
        },
      }, (request, reply) => answer(request, reply, request.body instanceof Buffer ? request.body : new Uint8Array()));
    }
  });
  registerDescriptions(server, { contextPath, soapPath, plainPath, publicUrl: options.publicUrl ?? (() => '') });
}

function send(reply: FastifyReply, { status, headers, body }: Outgoing): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}
