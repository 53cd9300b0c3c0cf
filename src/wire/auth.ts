import { ownElementShape } from './catalogue.ts';
import { decode } from './decode.ts';
import type { XmlElement } from './types.ts';

/** Who calls, and how the answer is to be. Everything is optional on the wire. */
export type AuthHeader = {
  readonly user?: string;
  readonly password?: string;
  readonly accessToken?: string;
  readonly samlResponse?: string;
  readonly locale?: string;
  readonly appName?: string;
  readonly appVersion?: string;
  readonly gzipResponse?: boolean;
  readonly faultHttpStatusCode?: number;
};

/** Reads an `authHeader` element: its children may be unqualified, unversioned or versioned. Values that cannot be
 *  read count as absent, so that a fault about the credentials can still be answered. */
export function readAuthHeader(element: XmlElement): AuthHeader {
  return decode(ownElementShape('authHeader'), element).value as AuthHeader;
}

/** Finds who calls in a SOAP header: `authHeader`, or before version 3.8 the elements AuthUser and AuthPassword.
 *  Undefined when there is neither. */
export function readSoapAuth(header: XmlElement): AuthHeader | undefined {
  const element = header.children.find((child) => child.name === 'authHeader');
  if (element !== undefined) return readAuthHeader(element);
  const user = header.children.find((child) => child.name === 'AuthUser');
  const password = header.children.find((child) => child.name === 'AuthPassword');
  if (user === undefined && password === undefined) return undefined;
  return { ...(user && { user: user.text }), ...(password && { password: password.text }) };
}
