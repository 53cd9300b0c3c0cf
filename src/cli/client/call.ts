import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { decode, ownElementShape, encode, namespaceOf, readXml, type WireObject, type XmlElement } from '#wire';

/** Newest version with all that the command line needs. */
export const version = '2014-04-03';

/** A server with somebody logged in. */
export type Connection = {
  readonly url: string;
  readonly contextPath: string;
  readonly email: string;
  readonly password: string;
  readonly locale: string;
};

/** What the server refused, in its own words. */
export class ServerFault extends Error {
  readonly code: number;
  constructor(code: number, reason: string) {
    super(`${reason} (fault ${code})`);
    this.code = code;
  }
}

/** Calls an operation of the service by plain XML.
 *  @throws ServerFault; Error when the server cannot be reached. */
export async function call(connection: Connection, operation: string, input: WireObject): Promise<WireObject> {
  const body =
    `<?xml version="1.0" encoding="UTF-8"?><Request xmlns="${namespaceOf(version)}">` +
    `${authHeader(connection)}${encode(`${operation}Param`, ownElementShape(`${operation}Param`), input, version)}</Request>`;
  const answer = await send(connection, `${connection.contextPath}/api/IpsApiService`, { 'content-type': 'text/xml; charset=utf-8' }, (request) => request.end(body));
  return decode(ownElementShape(`${operation}Return`), readAnswer(answer.body)).value;
}

/** The credentials as they stand in front of an operation or in the `auth` part of an upload. */
export function authHeader(connection: Connection): string {
  const field = (name: string, value: string): string => `<${name}>${escaped(value)}</${name}>`;
  return (
    '<authHeader xmlns="http://www.scene7.com/IpsApi/xsd">' +
    field('user', connection.email) + field('password', connection.password) + field('locale', connection.locale) +
    field('appName', 'prepress-cli') + field('appVersion', '1') + field('gzipResponse', 'false') + field('faultHttpStatusCode', '200') +
    '</authHeader>'
  );
}

/** @throws ServerFault when the answer is a fault. */
export function readAnswer(body: Buffer): XmlElement {
  const root = readXml(body);
  if (!root.name.endsWith('Fault')) return root;
  const field = (name: string): string => root.children.find((child) => child.name === name)?.text ?? '';
  throw new ServerFault(Number(field('code')), field('reason'));
}

/** One request, a POST by default, with whatever body `write` makes. */
export async function send(
  connection: Connection,
  path: string,
  headers: Readonly<Record<string, string | number>>,
  write: (request: ReturnType<typeof httpRequest>) => void,
  method: 'POST' | 'GET' = 'POST',
): Promise<{ readonly status: number; readonly body: Buffer }> {
  const url = new URL(path, connection.url);
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers }, (incoming) => {
      collect(incoming).then((body) => resolve({ status: incoming.statusCode ?? 0, body }), reject);
    });
    outgoing.on('error', (cause) => reject(new Error(`cannot reach ${connection.url}: ${cause.message}`, { cause })));
    write(outgoing);
  });
}

async function collect(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export function escaped(value: string): string {
  return value.replace(/[&<>"]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character] ?? character);
}
