import type { Accounts, Caller } from '#accounts';
import { asFailure, Failure } from '#base';
import { readAuthHeader, readXml, versionOf, type AuthHeader } from '#wire';

import { basicCredentials } from '../client.ts';

/** Who sends a request, as far as it has told. Nothing is thrown before `caller()`: what is wrong counts in its turn. */
export interface Sender {
  /** What the auth part said; undefined while it has not come or cannot be read. */
  readonly header: AuthHeader | undefined;
  /** True when credentials have been proved. */
  readonly isKnown: boolean;
  /** Tries the credentials of an `Authorization` header; they count as long as no auth part comes. */
  tryBasic(authorization: string | undefined): Promise<void>;
  /** Reads the auth part and tries its credentials. */
  takeAuthPart(bytes: Uint8Array): Promise<void>;
  /** @throws INVALID_REQUEST_XML when the auth part could not be read */
  assertReadable(): void;
  /** @throws NO_CREDENTIALS, INVALID_CREDENTIALS, INVALID_USER */
  caller(): Caller;
}

type Proof = { readonly caller: Caller } | { readonly failure: Failure };

/** @source specification of the upload protocol, §2.2 */
export function createSender(accounts: Accounts): Sender {
  let header: AuthHeader | undefined;
  let unreadable: Failure | undefined;
  let proof: Proof = { failure: new Failure('NO_CREDENTIALS') };

  async function prove(credentials: { readonly email?: string; readonly password?: string }): Promise<Proof> {
    try {
      return { caller: await accounts.authenticate(credentials) };
    } catch (thrown) {
      return { failure: asFailure(thrown) };
    }
  }

  return {
    get header() { return header; },
    get isKnown() { return unreadable === undefined && 'caller' in proof; },
    async tryBasic(authorization) {
      const credentials = basicCredentials(authorization);
      if (credentials !== undefined) proof = await prove(credentials);
    },
    async takeAuthPart(bytes) {
      proof = { failure: new Failure('NO_CREDENTIALS') };
      try {
        header = parseAuthPart(bytes);
      } catch (thrown) {
        unreadable = asFailure(thrown);
        return;
      }
      const { user, password } = header;
      proof = await prove({ ...(user !== undefined && { email: user }), ...(password !== undefined && { password }) });
    },
    assertReadable() {
      if (unreadable !== undefined) throw unreadable;
    },
    caller() {
      if ('failure' in proof) throw proof.failure;
      return proof.caller;
    },
  };
}

function parseAuthPart(bytes: Uint8Array): AuthHeader {
  const element = readXml(bytes, { trailingJunk: true });
  if (element.name !== 'authHeader' || versionOf(element.namespace) === undefined) {
    throw new Failure('INVALID_REQUEST_XML', { detail: `expected authHeader but found '${element.name.slice(0, 100)}'` });
  }
  return readAuthHeader(element);
}
