import { stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { Failure } from '#base';

export interface Ownership {
  release(): Promise<void>;
}

/** Makes this process the one owner of a data folder, until it releases it or dies in whatever way.
 *  An abstract socket serves as lock: the kernel grants a name once and frees it with its holder, so nothing stale
 *  can remain. The name is made of the folder's identity, so that two paths to one folder are one.
 *  @throws BAD_SETTING (`PREPRESS_DATA`) when another process owns it. */
export async function own(dataFolder: string): Promise<Ownership> {
  const { dev, ino } = await stat(dataFolder, { bigint: true });
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(ownedByAnother(dataFolder, cause)));
    server.listen(`\0prepress-postgres-${dev}-${ino}`, resolve);
  });
  server.unref();
  return { release: () => close(server) };
}

/** The failure of whoever comes second. */
export function ownedByAnother(dataFolder: string, cause?: unknown): Failure {
  return new Failure('BAD_SETTING', {
    name: 'PREPRESS_DATA', received: dataFolder, expected: 'a data folder that no other running server uses',
  }, { cause });
}

const close = (server: Server): Promise<void> => new Promise((resolve) => { server.close(() => resolve()); });
