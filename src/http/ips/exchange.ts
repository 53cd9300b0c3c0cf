import type { Caller, Credentials } from '#accounts';
import { asFailure, Failure } from '#base';
import {
  faultXml, operationOfElement, readXml, soapFault, undeclaredOperations, versionOf,
  type AuthHeader, type OperationShape, type Version, type XmlElement,
} from '#wire';

import { basicCredentials, operationLocale } from '../client.ts';
import { faultHttpStatus, packAnswer, shouldGzip, type GzipSetting } from '../answer.ts';
import { callOperation, mayBeAnonymous } from './call.ts';
import { contentTypeOf, openEnvelope, wrapAnswer, type Envelope, type Style } from './envelope.ts';
import type { IpsRooms } from './operation.ts';
import type { SystemProperties } from './system-properties.ts';

/** What the service needs to answer. */
export type Service = {
  readonly rooms: IpsRooms;
  /** Asked for each time: the address a server got is known only once it listens. */
  readonly properties: () => SystemProperties;
  readonly gzip: GzipSetting;
  /** Language where neither caller nor request names one. */
  readonly locale: string;
};

/** What arrived. `body` is a failure when it could not be read to its end. */
export type Incoming = {
  readonly body: Uint8Array | Failure;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Where it came from. */
  readonly address: string;
  /** Style of a fault that happens before the request itself tells. */
  readonly presumedStyle: Style;
};

export type Outgoing = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

/** Answers one request of the service: with the result of its operation or with a fault, in the caller's wrapping,
 *  namespace, language and compression. Never throws for what a stranger sent. */
export async function exchange(service: Service, incoming: Incoming): Promise<Outgoing> {
  let envelope: Envelope | undefined;
  const style = (): Style => envelope?.style ?? incoming.presumedStyle;
  const locale = (): string => operationLocale({
    authLocale: envelope?.auth?.locale,
    acceptLanguage: headerOf(incoming, 'accept-language'),
    serverDefault: service.locale,
  });
  const pack = async (status: number, text: string): Promise<Outgoing> => ({
    status,
    ...await packAnswer(text, {
      isGzipped: shouldGzip({
        setting: service.gzip,
        gzipResponse: envelope?.auth?.gzipResponse,
        acceptEncoding: headerOf(incoming, 'accept-encoding'),
      }),
      contentType: contentTypeOf(style()),
    }),
  });
  try {
    if (incoming.body instanceof Failure) throw incoming.body;
    envelope = openEnvelope(readXml(incoming.body));
    const message = meantBy(envelope.message);
    const caller = await callerOf(service, envelope.auth, incoming, message);
    service.rooms.log.debug('operation called', {
      operation: message.operation, user: caller?.user.email, program: envelope.auth?.appName,
      programVersion: envelope.auth?.appVersion,
    });
    if (message.shape === undefined) throw new Failure('OPERATION_NOT_AVAILABLE', { operation: message.operation });
    const answer = await callOperation({
      rooms: service.rooms, properties: service.properties(), caller, client: { name: envelope.auth?.appName?.trim() || incoming.address, address: incoming.address },
      shape: message.shape, element: envelope.message,
      version: message.version, locale: locale(),
    });
    return await pack(200, wrapAnswer(envelope.style, answer));
  } catch (thrown) {
    const failure = asFailure(thrown);
    report(service, failure, envelope);
    const used = style();
    const fault = used === 'plain' ? faultXml(failure, locale()) : soapFault(failure, locale(), used);
    return pack(faultHttpStatus(envelope?.auth?.faultHttpStatusCode), fault);
  }
}

type Message = {
  readonly operation: string;
  readonly version: Version;
  /** Undefined for operations known by name only. */
  readonly shape: OperationShape | undefined;
};

/** Which operation an element asks for, and in which version. @throws INVALID_REQUEST_XML when it is none of ours */
function meantBy(element: XmlElement): Message {
  const version = versionOf(element.namespace);
  if (version === undefined) {
    const namespace = element.namespace.slice(0, 200);
    throw new Failure('INVALID_REQUEST_XML', { detail: `'${namespace}' is not a namespace of this service` });
  }
  const shape = operationOfElement(element.name);
  const operation = element.name.replace(/Param$/, '');
  if (shape === undefined && !(element.name.endsWith('Param') && undeclaredOperations.has(operation))) {
    throw new Failure('INVALID_REQUEST_XML', { detail: `unknown element '${element.name.slice(0, 200)}'` });
  }
  return { operation: shape?.name ?? operation, version, shape };
}

/** Who calls: by `authHeader` or the elements that came before it, else by HTTP Basic.
 *  @throws NO_CREDENTIALS and the like; not for operations that need none and get none
 *  @source specification of the upload protocol, §5 */
async function callerOf(
  service: Service, auth: AuthHeader | undefined, incoming: Incoming, message: Message,
): Promise<Caller | undefined> {
  const sent = [
    given(auth?.user?.trim(), auth?.password),
    basicCredentials(headerOf(incoming, 'authorization')),
  ].find((credentials) => credentials !== undefined);
  if (sent === undefined && mayBeAnonymous(message.operation)) return undefined;
  return service.rooms.accounts.authenticate(sent);
}

function given(email: string | undefined, password: string | undefined): Partial<Credentials> | undefined {
  if (!email && !password) return undefined;
  return { ...(email ? { email } : {}), ...(password ? { password } : {}) };
}

function report(service: Service, failure: Failure, envelope: Envelope | undefined): void {
  const fields = { operation: envelope?.message.name.slice(0, 100), code: failure.code };
  const { log } = service.rooms;
  if (failure.row.report === 'operator') log.error('operation failed', { ...fields, cause: failure.cause ?? failure });
  else log.debug('operation refused', { ...fields, reason: failure.message });
}

function headerOf(incoming: Incoming, name: string): string | undefined {
  const value = incoming.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
