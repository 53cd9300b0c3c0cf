import type { WireObject } from '#wire';
import type { Abilities } from '../abilities.ts';
import { text, UsageError, type Options } from '../command.ts';
import { call, type Connection } from './call.ts';

export type ConnectedCompany = { readonly handle: string; readonly name: string; readonly rootPath: string };

/** Logs in with what the options say, else with what the settings and the data folder know. */
export async function connect(abilities: Abilities, options: Options): Promise<{ readonly connection: Connection; readonly company: ConnectedCompany }> {
  const known = await abilities.connection();
  const password = text(options, 'password') ?? known.password;
  if (password === undefined) throw new UsageError('no password is known here: give --password');
  const connection: Connection = {
    url: text(options, 'server') ?? known.url,
    contextPath: known.contextPath,
    email: text(options, 'user') ?? known.email,
    password,
    locale: 'en',
  };
  return { connection, company: await companyOf(connection, text(options, 'company')) };
}

/** The named company, else the first that is not the shared one. */
export async function companyOf(connection: Connection, name: string | undefined): Promise<ConnectedCompany> {
  const answer = await call(connection, 'getCompanyMembership', {});
  const companies = items(answer['membershipArray']).map((membership) => {
    const company = membership['company'] as WireObject;
    return { handle: String(company['companyHandle']), name: String(company['name']), rootPath: String(company['rootPath']) };
  });
  const found = name === undefined ? (companies.find(({ handle }) => handle !== 'c|1') ?? companies[0]) : companies.find((company) => company.name === name);
  if (found === undefined) throw new UsageError(name === undefined ? `user ${connection.email} belongs to no company` : `there is no company '${name}' for ${connection.email}`);
  return found;
}

/** The `items` of an array type; none when the array is absent. */
export function items(value: unknown): readonly WireObject[] {
  const found = (value as { readonly items?: unknown } | undefined)?.items;
  return Array.isArray(found) ? (found as readonly WireObject[]) : [];
}
