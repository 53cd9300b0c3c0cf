import { Failure } from '#base';
import {
  readAuthHeader, readSoapAuth, soapEnvelope, soapNamespaces, xmlDeclaration,
  type AuthHeader, type SoapVersion, type XmlElement,
} from '#wire';

/** How a request is wrapped; its answer is wrapped the same way. */
export type Style = SoapVersion | 'plain';

/** The parts of a request that matter, whatever it was wrapped in. */
export type Envelope = {
  readonly style: Style;
  /** The `…Param` element. */
  readonly message: XmlElement;
  readonly auth: AuthHeader | undefined;
};

/** Takes a request out of its SOAP envelope or its `<Request>`. Header and message are found by their local names:
 *  clients put the header into any of our namespaces or none.
 *  @throws INVALID_REQUEST_XML */
export function openEnvelope(root: XmlElement): Envelope {
  if (root.name === 'Request') return plainEnvelope(root);
  if (root.name !== 'Envelope') throw unreadable(`expected Envelope or Request but found '${root.name.slice(0, 200)}'`);
  const style = soapVersions.find((version) => soapNamespaces[version] === root.namespace);
  if (style === undefined) throw unreadable(`'${root.namespace.slice(0, 200)}' is not a SOAP namespace`);
  const message = childOf(root, 'Body')?.children[0];
  if (message === undefined) throw unreadable('the SOAP body is empty');
  const header = childOf(root, 'Header');
  return { style, message, auth: header && readSoapAuth(header) };
}

/** Wraps an answer's element as its request was wrapped. */
export function wrapAnswer(style: Style, element: string): string {
  return style === 'plain' ? xmlDeclaration + element : soapEnvelope(element, style);
}

/** Content type of answers in a style. */
export function contentTypeOf(style: Style): string {
  return style === '1.2' ? 'application/soap+xml;charset=utf-8' : 'text/xml;charset=utf-8';
}

/** The style to answer in when the request itself cannot tell. */
export function presumedStyle(isPlainDoor: boolean, contentType: string | undefined): Style {
  if (isPlainDoor) return 'plain';
  return contentType?.trim().toLowerCase().startsWith('application/soap+xml') ? '1.2' : '1.1';
}

const soapVersions = Object.keys(soapNamespaces) as readonly SoapVersion[];

function plainEnvelope(root: XmlElement): Envelope {
  const header = childOf(root, 'authHeader');
  const message = root.children.find((child) => child !== header);
  if (message === undefined) throw unreadable('the request names no operation');
  return { style: 'plain', message, auth: header && readAuthHeader(header) };
}

function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

function unreadable(detail: string): Failure {
  return new Failure('INVALID_REQUEST_XML', { detail });
}
