import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { rolesOf, type Accounts } from '#accounts';
import { asFailure, Failure } from '#base';
import { parseCompanyHandle } from '#wire';

import { basicCredentials, operationLocale } from '../client.ts';
import { answerFailure } from './failures.ts';
import { listNotices } from './notices.ts';
import { openApiDocument } from './open-api.ts';
import { explainAsset, explainItem, listItems, listSchedules } from './resources.ts';
import { tryScript } from './set-trials.ts';
import type { RestRooms, Visit } from './visit.ts';

export type RestDoorOptions = {
  readonly version: string;
  /** Language where the request names none. Default `en`. */
  readonly locale?: string;
};

type Resource = (visit: Visit, parameters: Readonly<Record<string, string>>, query: Readonly<Record<string, string>>) => Promise<unknown>;

/** Resources of a company, by the path below it. */
const resources: { readonly [path: string]: Resource } = {
  '/assets/:asset/explanation': explainAsset,
  '/items/:item/explanation': explainItem,
  '/jobs/:job/items': listItems,
  '/notices': listNotices,
  '/schedules': listSchedules,
};

type Action = (visit: Visit, body: unknown) => Promise<unknown>;

/** What takes a body, by the path below the company; nothing of it changes anything. */
const actions: { readonly [path: string]: Action } = {
  '/set-trials': tryScript,
};

/** Whoever may read the log of an asset. */
const readers = rolesOf('UACTtPpKk');

/** Registers `/api`: JSON for console, command line and programs, with HTTP Basic. */
export function registerRestDoor(server: FastifyInstance, rooms: RestRooms, options: RestDoorOptions): void {
  const localeOf = (request: FastifyRequest): string => operationLocale({
    authLocale: undefined, acceptLanguage: request.headers['accept-language'], serverDefault: options.locale ?? 'en',
  });
  const refuse = (request: FastifyRequest, reply: FastifyReply, thrown: unknown): FastifyReply => {
    const failure = asFailure(thrown);
    if (failure.row.report === 'operator') rooms.log.error('rest request failed', { code: failure.code, cause: failure.cause ?? failure });
    return answerFailure(reply, failure, localeOf(request));
  };

  server.register(async (scope) => {
    scope.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'));
    scope.setErrorHandler((error, request, reply) => refuse(request, reply, error));
    scope.setNotFoundHandler((request, reply) => refuse(request, reply, new Failure('RESOURCE_NOT_FOUND', { path: request.url.slice(0, 200) })));
    scope.get('/openapi.json', async () => openApiDocument(options.version));
    const enter = async (request: FastifyRequest, path: string): Promise<Visit> => {
      const caller = await rooms.accounts.authenticate(basicCredentials(request.headers.authorization));
      const companyId = await companyIdOf(rooms.accounts, (request.params as Readonly<Record<string, string>>)['company'] ?? '');
      const company = await rooms.accounts.authorise(caller, { companyId, operation: path, roles: readers });
      return { rooms, company, locale: localeOf(request) };
    };
    for (const [path, action] of Object.entries(actions)) {
      scope.post(`/companies/:company${path}`, async (request) => action(await enter(request, path), request.body));
    }
    for (const [path, resource] of Object.entries(resources)) {
      scope.get(`/companies/:company${path}`, async (request) => {
        const parameters = request.params as Readonly<Record<string, string>>;
        return resource(await enter(request, path), parameters, request.query as Readonly<Record<string, string>>);
      });
    }
  }, { prefix: '/api' });
}

/** By name, else by handle or id. @throws INVALID_COMPANY */
async function companyIdOf(accounts: Accounts, text: string): Promise<number> {
  const id = (await accounts.companyByName(text))?.id ?? parseCompanyHandle(text);
  if (id === undefined) throw new Failure('INVALID_COMPANY');
  return id;
}
