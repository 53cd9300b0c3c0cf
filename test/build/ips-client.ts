import { readXml, type XmlElement } from '#wire';
import type { FastifyInstance } from 'fastify';

/** An answer of the service: the text, and the `…Return` or fault element inside whatever wrapped it. */
export type IpsAnswer = {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly element: XmlElement;
};

export const unversioned = 'http://www.scene7.com/IpsApi/xsd';
export const v2014 = `${unversioned}/2014-04-03`;
export const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/';
export const soap12 = 'http://www.w3.org/2003/05/soap-envelope';

export type IpsClient = {
  /** Calls an operation by SOAP 1.1 with an `authHeader`, in the 2014 version. */
  call(operation: string, inner?: string, options?: CallOptions): Promise<IpsAnswer>;
};

export type CallOptions = {
  readonly version?: string;
  /** Further children of the `authHeader`. */
  readonly auth?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A client as hand-written ones are: strings, and an eye for element names. */
export function ipsClient(server: FastifyInstance, email: string, password: string): IpsClient {
  return {
    call: (operation, inner = '', { version = v2014, auth = '', headers = {} } = {}) => post(server,
      '/scene7/services/IpsApiService',
      `<e:Envelope xmlns:e="${soap11}"><e:Header><authHeader xmlns="${unversioned}"><user>${email}</user>`
        + `<password>${password}</password>${auth}</authHeader></e:Header>`
        + `<e:Body><${operation}Param xmlns="${version}">${inner}</${operation}Param></e:Body></e:Envelope>`,
      { 'content-type': 'text/xml; charset=utf-8', soapaction: `"${operation}"`, ...headers }),
  };
}

export async function post(
  server: FastifyInstance, url: string, payload: string | Buffer, headers: Readonly<Record<string, string>>,
): Promise<IpsAnswer> {
  const answer = await server.inject({ method: 'POST', url, payload, headers });
  const isReadable = answer.headers['content-encoding'] === undefined && answer.body !== '';
  const element = isReadable ? meaningOf(readXml(answer.rawPayload)) : none;
  return { status: answer.statusCode, body: answer.body, headers: answer.headers, element };
}

/** All elements at a path of local names below an element. */
export function allAt(element: XmlElement, path: string): readonly XmlElement[] {
  return path.split('/').reduce<readonly XmlElement[]>(
    (found, name) => found.flatMap(({ children }) => children.filter((child) => child.name === name)), [element]);
}

/** The texts of all elements at a path. */
export function textsAt(element: XmlElement, path: string): readonly string[] {
  return allAt(element, path).map(({ text }) => text);
}

/** The text of the only element at a path. @throws when there is none or more than one */
export function textAt(element: XmlElement, path: string): string {
  const [text, ...others] = textsAt(element, path);
  if (text === undefined || others.length > 0) throw new Error(`expected one ${path} in ${element.name}`);
  return text;
}

/** Names of an element's children, in order. */
export function namesIn(element: XmlElement | undefined): readonly string[] {
  return element?.children.map(({ name }) => name) ?? [];
}

const none: XmlElement = { name: '', namespace: '', attributes: {}, text: '', children: [] };

function meaningOf(root: XmlElement): XmlElement {
  const [content] = allAt(root, 'Body').flatMap(({ children }) => children);
  if (content === undefined) return root;
  if (content.name !== 'Fault') return content;
  const detail = content.children.find(({ name }) => name === 'detail' || name === 'Detail');
  return detail?.children[0] ?? content;
}
