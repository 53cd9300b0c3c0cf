import { send, type Connection } from './call.ts';

/** Sends a body to the server's REST door. @returns and throws as `readResource` */
export async function sendToResource(connection: Connection, path: string, body: unknown): Promise<unknown> {
  return answerOf(await send(connection, `/api${path}`, { ...headersOf(connection), 'content-type': 'application/json' }, (request) => request.end(JSON.stringify(body))));
}

/** Reads a resource of the server's REST door. @param path Below `/api`, encoded.
 *  @returns undefined when there is nothing at the path.
 *  @throws Error with what the server said for every other refusal */
export async function readResource(connection: Connection, path: string): Promise<unknown> {
  return answerOf(await send(connection, `/api${path}`, headersOf(connection), (request) => request.end(), 'GET'));
}

function headersOf(connection: Connection): Readonly<Record<string, string>> {
  const credentials = Buffer.from(`${connection.email}:${connection.password}`).toString('base64');
  return { authorization: `Basic ${credentials}`, 'accept-language': connection.locale };
}

function answerOf({ status, body }: { readonly status: number; readonly body: Buffer }): unknown {
  if (status === 404) return undefined;
  const answer = JSON.parse(body.toString('utf8')) as unknown;
  if (status !== 200) throw new Error((answer as { readonly error?: { readonly message?: string } }).error?.message ?? `the server answered ${status}`);
  return answer;
}
