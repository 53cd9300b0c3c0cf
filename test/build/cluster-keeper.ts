/**
 * Keeps one throw-away database server for all test processes of this checkout, and ends with the last of them.
 * Started by `database.ts`, detached; every test process holds a connection to the keeper's socket while it lives.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '#adapters/embedded-postgres';
import { silentLog } from '#base';
import { keeperAddress } from './cluster-address.ts';

/** Long enough to bridge the gap between two test files, short enough to be gone when somebody looks. */
const idleMs = 5_000;

/** If the keeper is killed, the pipe to this guard closes, and the guard clears up in its place. */
const guardScript = `
  cat > /dev/null
  pid=$(head -n 1 "$0/cluster/postmaster.pid" 2> /dev/null) && kill -QUIT "$pid" 2> /dev/null
  sleep 0.2
  rm -rf "$0"
`;

const clients = new Set<Socket>();
let announce: (url: string) => void = () => undefined;
const url = new Promise<string>((resolve) => { announce = resolve; });
let idleTimer: NodeJS.Timeout | undefined;
let end: () => void = () => undefined;
const ended = new Promise<void>((resolve) => { end = resolve; });

const server = createServer((socket) => {
  clearTimeout(idleTimer);
  clients.add(socket);
  socket.on('error', () => undefined);
  socket.resume();
  socket.on('close', () => {
    clients.delete(socket);
    waitForNobody();
  });
  void url.then((text) => socket.write(`${text}\n`));
});

function waitForNobody(): void {
  clearTimeout(idleTimer);
  if (clients.size === 0) idleTimer = setTimeout(end, idleMs);
}

// Only one keeper gets the address; whoever comes second has nothing to do.
server.on('error', () => process.exit(0));
server.listen(keeperAddress(), () => { void keep(); });
process.on('SIGTERM', () => end());
process.on('SIGINT', () => end());

async function keep(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'prepress-test-postgres-'));
  const guard = spawn('/bin/sh', ['-c', guardScript, folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  guard.on('error', () => undefined);
  try {
    const postgres = await startEmbeddedPostgres({
      dataFolder: folder, log: silentLog, isDurable: false,
      tuning: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
    });
    announce(postgres.url);
    waitForNobody();
    await ended;
    server.close();
    for (const client of clients) client.destroy();
    await postgres.stop();
  } finally {
    await rm(folder, { recursive: true, force: true });
    guard.stdin.end();
    process.exit(0);
  }
}
