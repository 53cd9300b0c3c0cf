import { openCalendar } from '#adapters/croner';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDiskBlobs } from '#adapters/disk-blobs';
import { openAccounts, type Accounts, type Company, type Role, type User } from '#accounts';
import { silentLog, type Log } from '#base';
import { registerUploadDoor, type UploadDoorOptions } from '#http/upload';
import { openJobs, type Job, type Jobs } from '#jobs';
import { openLibrary, type Library } from '#library';
import type { Blobs, Database } from '#ports';
import fastify from 'fastify';
import { sql } from 'kysely';
import { TestClock } from './clock.ts';
import { openTestDatabase } from './database.ts';
import { TableQueue } from './jobs.ts';

/** One version of the service's namespace. */
export const scene7 = 'http://www.scene7.com/IpsApi/xsd';
export const version2014 = `${scene7}/2014-04-03`;
export const password = 'right & proper';
export const boundary = 'Zq8_test-boundary';

export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly bytes: Buffer; readonly text: string };
export type StoredItem = {
  readonly jobId: number; readonly folder: string; readonly fileName: string; readonly orderKey: string; readonly content: string;
};

/** The upload door on real rooms, a real database, a real disk and a real socket; only tickets go to a test table. */
export type UploadWorld = AsyncDisposable & {
  readonly port: number;
  readonly database: Database;
  readonly clock: TestClock;
  readonly accounts: Accounts;
  readonly jobs: Jobs;
  readonly library: Library;
  readonly blobs: Blobs;
  readonly company: Company;
  readonly admin: User;
  readonly user: User;
  addUser(role: Role, companies?: readonly Company[]): Promise<User>;
  /** Posts a body as it is. */
  post(body: Uint8Array | string, options?: RequestOptions & { readonly pieceBytes?: number }): Promise<Answer>;
  /** Sends bytes over a bare socket and gives what comes back until it closes, or until `isEnough`. */
  raw(send: (socket: Socket) => Promise<void> | void, isEnough?: (text: string) => boolean): Promise<string>;
  job(id: number): Promise<Job>;
  jobCount(): Promise<number>;
  items(): Promise<readonly StoredItem[]>;
  /** Files that lie in the store and its spool, by number. */
  filesOnDisk(): Promise<{ readonly spooled: number; readonly kept: number }>;
};

export async function openUploadWorld(
  settings: UploadDoorOptions['settings'] = {}, change: { readonly log?: Log; readonly contextPath?: string; readonly wrapBlobs?: (blobs: Blobs) => Blobs } = {},
): Promise<UploadWorld> {
  await using opened = new AsyncDisposableStack();
  const test = opened.use(await openTestDatabase());
  const { database } = test;
  const folder = await mkdtemp(join(tmpdir(), 'prepress-upload-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const plainBlobs = await openDiskBlobs({ folder, log: silentLog });
  opened.defer(() => plainBlobs.close());
  const blobs = change.wrapBlobs?.(plainBlobs) ?? plainBlobs;
  const clock = new TestClock();
  const log = change.log ?? silentLog;
  const accounts = openAccounts({ database, clock, log, passwordCost: { cost: 16, blockSize: 8, parallelization: 1 } });
  const jobs = openJobs({ database, queue: await TableQueue.open(database), clock, log, serverName: 'test-server', calendar: openCalendar() });
  const library = openLibrary({ database, clock, log });
  const { company, admin } = await accounts.bootstrap({ adminEmail: 'admin@example.test', adminPassword: password, companyName: 'ApiTestCo' });
  let people = 0;
  const addUser = (role: Role, companies: readonly Company[] = [company]): Promise<User> => accounts.addUser({
    email: `person${people += 1}@example.test`, password, firstName: 'Ada', lastName: 'Person', defaultRole: role,
    isIpsAdmin: false, memberships: companies.map(({ id }) => ({ companyId: id, role })),
  });
  const user = await addUser('IpsUser');
  const server = fastify();
  registerUploadDoor(server, { accounts, jobs, library, blobs, database, log }, {
    settings, ...(change.contextPath === undefined ? {} : { contextPath: change.contextPath }),
  });
  opened.defer(() => server.close());
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  const disposal = opened.move();
  return {
    port, database, clock, accounts, jobs, library, blobs, company, admin, user, addUser,
    post: (body, options = {}) => post(port, body, options),
    raw: (send, isEnough) => raw(port, send, isEnough),
    async job(id) {
      const [job] = await jobs.findLogs({ companyId: company.id, jobId: id });
      if (job === undefined) throw new Error(`Expected job ${id} but found none`);
      return job;
    },
    async jobCount() {
      const { rows } = await sql<{ count: number }>`select count(*)::int as count from job`.execute(database);
      return rows[0]?.count ?? 0;
    },
    async items() {
      const { rows } = await sql<{ job_id: string; folder: string; file_name: string; order_key: string; blob_id: string }>`
        select job_id, folder, file_name, order_key, blob_id from job_item order by job_id, position`.execute(database);
      return Promise.all(rows.map(async (row) => ({
        jobId: Number(row.job_id), folder: row.folder, fileName: row.file_name, orderKey: row.order_key,
        content: Buffer.concat(await (await blobs.read(row.blob_id)).toArray() as Buffer[]).toString('latin1'),
      })));
    },
    async filesOnDisk() {
      const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
      const spooled = entries.filter((entry) => entry.parentPath.includes('/spool')).length;
      return { spooled, kept: entries.filter((entry) => /^[0-9a-f]{64}$/.test(entry.name)).length };
    },
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  };
}

export type Part = { readonly headers: readonly string[]; readonly content: string | Uint8Array };

/** A multipart body of parts as given, with CRLF and a closing delimiter. */
export function multipart(parts: readonly Part[]): Buffer {
  const pieces = parts.flatMap(({ headers, content }) => [
    `--${boundary}\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n`, content, '\r\n',
  ]);
  return Buffer.concat([...pieces, `--${boundary}--\r\n`].map((piece) => typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece));
}

export const field = (name: string, content: string): Part =>
  ({ headers: [`Content-Disposition: form-data; name="${name}"`], content });
export const file = (fileName: string, content: string | Uint8Array, name = 'file'): Part =>
  ({ headers: [`Content-Disposition: form-data; name="${name}"; filename="${fileName}"`, 'Content-Type: application/octet-stream'], content });

export const plainOptions = '<overwrite>true</overwrite><readyForPublish>true</readyForPublish><createMask>false</createMask>'
  + '<emailSetting>None</emailSetting>';

/** An auth part. Nulls leave an element out. */
export function authXml(change: { user?: string | null; password?: string | null; namespace?: string; extra?: string } = {}): string {
  const element = (name: string, value: string | null) => value === null ? '' : `<${name}><![CDATA[${value}]]></${name}>`;
  return `<authHeader${xmlns(change.namespace ?? scene7)}>${element('user', change.user === undefined ? 'person1@example.test' : change.user)}`
    + `${element('password', change.password === undefined ? password : change.password)}${change.extra ?? ''}</authHeader>`;
}

/** An `uploadPostParam` with these inner elements. */
export function paramXml(inner: string, namespace: string = version2014, element = 'uploadPostParam'): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${element}${xmlns(namespace)}>${inner}</${element}>`;
}

const xmlns = (namespace: string) => namespace === '' ? '' : ` xmlns="${namespace}"`;

function post(port: number, body: Uint8Array | string, options: RequestOptions & { readonly pieceBytes?: number }): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      port, host: '127.0.0.1', method: 'POST', path: '/scene7/UploadFile', agent: false, ...options,
      headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}`, ...options.headers },
    }, (response) => {
      response.toArray().then((chunks: Buffer[]) => {
        const bytes = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString('utf8') });
      }, reject);
    });
    request.on('error', reject);
    const { pieceBytes } = options;
    if (pieceBytes === undefined) return void request.end(body);
    // Without a length, so that it goes out in chunks.
    const bytes = Buffer.from(body);
    for (let at = 0; at < bytes.length; at += pieceBytes) request.write(bytes.subarray(at, at + pieceBytes));
    request.end();
  });
}

function raw(
  port: number, send: (socket: Socket) => Promise<void> | void, isEnough?: (text: string) => boolean,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (isEnough?.(text)) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
    socket.on('connect', () => {
      Promise.resolve(send(socket)).catch(reject);
    });
  });
}
