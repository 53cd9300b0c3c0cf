import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { Accounts } from '#accounts';
import { asFailure, type Failure, type Log } from '#base';
import type { Jobs } from '#jobs';
import type { Library } from '#library';
import type { Blobs, Database } from '#ports';
import { faultXml, uploadReturnXml } from '#wire';

import { faultHttpStatus, packAnswer, shouldGzip } from '../answer.ts';
import { clientAddressOf, operationLocale, readTrustedProxies, spokenLocale, type TrustedProxies } from '../client.ts';
import { accept } from './accept.ts';
import { createAllowances, type Allowance } from './allowance.ts';
import { openUploadBody } from './body.ts';
import { openDeadline } from './deadline.ts';
import { judge } from './judge.ts';
import { boundaryOf } from './multipart/index.ts';
import { createSender, type Sender } from './sender.ts';
import { defaultUploadPolicy, type UploadPolicy } from './settings.ts';

export type UploadRooms = {
  readonly accounts: Accounts;
  readonly jobs: Jobs;
  readonly library: Library;
  readonly blobs: Blobs;
  readonly database: Database;
  readonly log: Log;
};

export type UploadDoorOptions = {
  /** Path below which the door answers, without trailing slash. Default `/scene7`. */
  readonly contextPath?: string;
  readonly settings?: Partial<UploadPolicy>;
};

type Door = {
  readonly rooms: UploadRooms;
  readonly policy: UploadPolicy;
  readonly trustedProxies: TrustedProxies;
  readonly allowances: { open(): Allowance };
};

/** How long a sender whose request was refused early may go on sending, to get round to reading why. */
const lingerMs = 30_000;

/** Registers `POST <contextPath>/UploadFile`; every other method is answered 405. The server must set no limits of its
 *  own on the time of a request. @throws BAD_SETTING
 *  @source specification of the upload protocol */
export function registerUploadDoor(server: FastifyInstance, rooms: UploadRooms, options: UploadDoorOptions = {}): void {
  const policy = { ...defaultUploadPolicy, ...options.settings };
  const door: Door = {
    rooms, policy, trustedProxies: readTrustedProxies(policy.trustedProxies), allowances: createAllowances(policy),
  };
  const url = `${options.contextPath ?? '/scene7'}/UploadFile`;
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The body is read by the door itself, as it comes.
    scope.addContentTypeParser('*', (_request, _body, done) => done(null));
    scope.post(url, {
      errorHandler(error, request, reply) {
        // A content type that is none comes out here, the body unread; its fault is ours to write.
        if (error.code !== 'FST_ERR_CTP_INVALID_MEDIA_TYPE') throw error;
        return serve(door, request, reply);
      },
    }, (request, reply) => serve(door, request, reply));
    scope.route({
      method: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      url,
      handler: (_request, reply) => reply.code(405).header('allow', 'POST').type('text/plain; charset=utf-8').send('POST only\n'),
    });
  });
}

async function serve(door: Door, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const sender = createSender(door.rooms.accounts);
  const locale = () => operationLocale({
    authLocale: sender.header?.locale, acceptLanguage: request.headers['accept-language'], serverDefault: door.policy.locale,
  });
  try {
    return await send(door, request, reply, sender, 200, await upload(door, request, sender, locale));
  } catch (thrown) {
    const failure = asFailure(thrown);
    report(door, failure, request);
    if (request.raw.socket.destroyed) return reply.hijack();
    stopLater(request);
    return send(door, request, reply, sender, faultHttpStatus(sender.header?.faultHttpStatusCode), faultXml(failure, locale()));
  }
}

/** The whole of an upload. @returns the text of the answer */
async function upload(door: Door, request: FastifyRequest, sender: Sender, locale: () => string): Promise<string> {
  const { policy, rooms } = door;
  const boundary = boundaryOf(request.headers['content-type']);
  using allowance = door.allowances.open();
  await using body = openUploadBody(rooms.blobs, policy, allowance);
  {
    using deadline = openDeadline(request.raw, policy);
    const welcome = () => {
      if (!sender.isKnown) return;
      allowance.lift();
      deadline.extend();
    };
    await sender.tryBasic(request.headers.authorization);
    welcome();
    await body.read(request.raw, {
      boundary,
      signal: deadline.signal,
      async onAuth(bytes) {
        await sender.takeAuthPart(bytes);
        welcome();
        return sender.isKnown;
      },
    }).catch((thrown: unknown) => {
      // Who is let in no further for being unknown should hear of the credentials, if there were any.
      if (body.auth !== undefined && !sender.isKnown && asFailure(thrown).code === 'UPLOAD_LIMIT') {
        sender.assertReadable();
        sender.caller();
      }
      throw thrown;
    });
  }
  const from = {
    address: clientAddressOf(request, door.trustedProxies), isSameAddressEnforced: policy.isSameAddressEnforced,
  };
  const verdict = await judge(rooms, body, sender, from);
  const asked = verdict.job.kind === 'new' ? verdict.job.locale : undefined;
  const handle = await accept(rooms, verdict, {
    ...from, clientName: sender.header?.appName?.trim() || from.address, locale: spokenLocale(asked, locale()),
  });
  rooms.log.info('upload accepted', {
    handle, files: verdict.files.length, isLast: verdict.request.isLast, user: verdict.caller.user.email,
    appName: sender.header?.appName, appVersion: sender.header?.appVersion,
  });
  return uploadReturnXml(handle, verdict.request.version);
}

async function send(
  door: Door, request: FastifyRequest, reply: FastifyReply, sender: Sender, status: number, text: string,
): Promise<FastifyReply> {
  const acceptEncoding = request.headers['accept-encoding'];
  const isGzipped = shouldGzip({
    setting: door.policy.gzip, gzipResponse: sender.header?.gzipResponse,
    acceptEncoding: Array.isArray(acceptEncoding) ? acceptEncoding.join(',') : acceptEncoding,
  });
  const { body, headers } = await packAnswer(text, { isGzipped });
  return reply.code(status).headers(headers).send(body);
}

function report(door: Door, failure: Failure, request: FastifyRequest): void {
  const fields = { code: failure.code, address: clientAddressOf(request, door.trustedProxies) };
  if (failure.row.report === 'operator') door.rooms.log.error('upload failed', { ...fields, cause: failure.cause ?? failure });
  else door.rooms.log.info('upload refused', { ...fields, reason: failure.message });
}

/** Reads the rest of a refused body to nowhere, for many clients read no answer before all is sent; but not for ever. */
function stopLater(request: FastifyRequest): void {
  if (request.raw.complete) return;
  const timer = setTimeout(() => request.raw.socket.destroy(), lingerMs);
  timer.unref();
  request.raw.once('close', () => clearTimeout(timer)).once('end', () => clearTimeout(timer)).resume();
}
