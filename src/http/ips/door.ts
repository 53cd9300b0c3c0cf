import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { asFailure, Failure } from '#base';

import type { GzipSetting } from '../answer.ts';
import { clientAddressOf, readTrustedProxies } from '../client.ts';
import { registerDescriptions } from './descriptions.ts';
import { presumedStyle } from './envelope.ts';
import { exchange, type Service } from './exchange.ts';
import type { IpsRooms } from './operation.ts';
import { defaultRequestSeconds } from './settings.ts';
import type { SystemProperties } from './system-properties.ts';

export type IpsDoorOptions = {
  /** Path below which the service answers, without trailing slash. Default `/scene7`. */
  readonly contextPath?: string;
  /** Where clients reach this server, such as `https://images.example.com`; asked for each time.
   *  Empty: where the request went. */
  readonly publicUrl?: () => string;
  readonly properties: () => SystemProperties;
  /** Default `accept`. */
  readonly gzip?: GzipSetting;
  /** Language where neither caller nor request names one. Default `en`. */
  readonly locale?: string;
  /** Proxies whose `X-Forwarded-For` is believed: addresses and CIDR ranges. */
  readonly trustedProxies?: readonly string[];
  /** How long a request may take to arrive. Default 60. */
  readonly requestSeconds?: number;
};

/** Largest request that is read. @source specification of the upload protocol, §2.1 "XML hardening" */
const maxRequestBytes = 1024 * 1024;

/** Registers the service: SOAP 1.1 and 1.2 at `services/IpsApiService`, plain XML at `api/IpsApiService`, and the
 *  descriptions for client generators. A request is understood by what it contains: either address reads both. */
export function registerIpsDoor(server: FastifyInstance, rooms: IpsRooms, options: IpsDoorOptions): void {
  const contextPath = options.contextPath ?? '/scene7';
  const service: Service = {
    rooms, properties: options.properties, gzip: options.gzip ?? 'accept', locale: options.locale ?? 'en',
  };
  const soapPath = `${contextPath}/services/IpsApiService`;
  const plainPath = `${contextPath}/api/IpsApiService`;
  const trustedProxies = readTrustedProxies(options.trustedProxies ?? []);
  const requestMs = (options.requestSeconds ?? defaultRequestSeconds) * 1000;

  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // SOAP stacks name many content types, some none at all: what a request is, its text says.
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.addHook('preParsing', async (request, reply) => limitArrival(request, reply, requestMs));
    for (const path of [soapPath, plainPath]) {
      const answer = async (request: FastifyRequest, reply: FastifyReply, body: Uint8Array | Failure) => {
        const outgoing = await exchange(service, {
          body, headers: request.headers, address: clientAddressOf(request, trustedProxies),
          presumedStyle: presumedStyle(path === plainPath, request.headers['content-type']),
        });
        return reply.code(outgoing.status).headers(outgoing.headers).send(outgoing.body);
      };
      scope.post(path, {
        bodyLimit: maxRequestBytes,
        errorHandler: (error, request, reply) => answer(request, reply, unreadable(error)),
      }, (request, reply) => answer(request, reply, request.body instanceof Buffer ? request.body : new Uint8Array()));
    }
  });
  registerDescriptions(server, { contextPath, soapPath, plainPath, publicUrl: options.publicUrl ?? (() => '') });
}

/** Cuts the connection of a request that does not arrive in its time: there is nobody to talk to. */
function limitArrival(request: FastifyRequest, reply: FastifyReply, requestMs: number): void {
  const timer = setTimeout(() => request.raw.destroy(), requestMs);
  const stop = (): void => clearTimeout(timer);
  request.raw.once('end', stop);
  reply.raw.once('close', stop);
}

/** What went wrong before the text of a request was there. */
function unreadable(error: FastifyError): Failure {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new Failure('INVALID_REQUEST_XML', { detail: `larger than ${maxRequestBytes} bytes` }, { cause: error });
  }
  const isTheirs = error.statusCode !== undefined && error.statusCode < 500;
  return isTheirs ? new Failure('INVALID_REQUEST_XML', { detail: error.message }, { cause: error }) : asFailure(error);
}
