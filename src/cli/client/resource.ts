import { send, type Connection } from './call.ts';

/** Reads a resource of the server's REST door. @param path Below `/api`, encoded.
 *  @returns undefined when there is nothing at the path.
 *  @throws Error with what the server said for every other refusal */
export async function readResource(connection: Connection, path: string): Promise<unknown> {
  const credentials = Buffer.from(`${connection.email}:${connection.password}`).toString('base64');
  const { status, body } = await send(connection, `/api${path}`, { authorization: `Basic ${credentials}`, 'accept-language': connection.locale },
    (request) => request.end(), 'GET');
  if (status === 404) return undefined;
  const answer = JSON.parse(body.toString('utf8')) as unknown;
  if (status !== 200) throw new Error((answer as { readonly error?: { readonly message?: string } }).error?.message ?? `the server answered ${status}`);
  return answer;
}
