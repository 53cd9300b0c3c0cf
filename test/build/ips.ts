import { openCalendar } from '#adapters/croner';
import { openAccounts, type Accounts, type Company, type Role, type User } from '#accounts';
import { silentLog, type Json, type Log } from '#base';
import { registerIpsDoor, type IpsDoorOptions } from '#http/ips';
import { jobHandle, openJobs, type Job, type JobsRoom, type NewItem, type NewLine, type ItemOutcome } from '#jobs';
import { openLibrary, type Asset, type Library, type Publication } from '#library';
import { openJobWitness, openNotices, type Notices, type NoticesOptions } from '#notices';
import type { ArchiveDirectory, Measurer } from '#production';
import type { Queue } from '#ports';
import fastify, { type FastifyInstance } from 'fastify';
import { TestClock } from './clock.ts';
import { openTestDatabase, type OpenTestDatabase } from './database.ts';

/** The service door on real rooms and a real database; time stands still until a test moves it. */
export type IpsWorld = AsyncDisposable & {
  readonly server: FastifyInstance;
  readonly test: OpenTestDatabase;
  readonly clock: TestClock;
  readonly accounts: Accounts;
  readonly jobs: JobsRoom;
  readonly library: Library;
  readonly notices: Notices;
  readonly company: Company;
  /** Administrator of the installation. */
  readonly admin: User;
  /** An ordinary user of the company. */
  readonly user: User;
  addUser(role: Role, companies: readonly Company[]): Promise<User>;
  publish(publication?: Partial<Publication>): Promise<Asset>;
  /** Opens an upload job with files of these names; items are not touched until `produce`. */
  openJob(job?: {
    readonly name?: string; readonly files?: readonly string[]; readonly isInputClosed?: boolean; readonly echo?: Json;
    readonly company?: Company; readonly user?: User; readonly options?: Json; readonly locale?: string; readonly description?: string;
  }): Promise<Job & { readonly handle: string }>;
  addFiles(job: Job, files: readonly string[], isInputClosed: boolean): Promise<Job>;
  /** Takes the oldest item of a job. @returns a way to end it */
  take(job: Job): Promise<(outcome: ItemOutcome, lines?: readonly NewLine[]) => Promise<void>>;
};

export const password = 'right';

/** The options no upload may lack. */
export const requiredOptions = {
  overwrite: true, readyForPublish: true, createMask: false, emailSetting: 'None',
} as const;

/** Cheap: hashing is tested elsewhere. */
const passwordCost = { cost: 16, blockSize: 8, parallelization: 1 };

export const systemProperties = {
  IpsVersion: '6.8.0',
  IpsImageServerUrl: 'http://images.test/is/image/',
  VideoRootUrl: 'http://images.test/is/content/',
  SwfRootUrl: 'http://images.test/is/content/',
  SvgRenderRootUrl: 'http://images.test/is/image/',
  SvgRenderEnabled: 'true',
  UploadPostMaxFileSize: '2147483648',
  SystemMessage: 'Hello & welcome',
} as const;

/** Stands for a child process: nothing can be cut off anywhere. */
const idleMeasurer: Measurer = { cropOf: async () => ({ xPx: 0, yPx: 0, widthPx: 1, heightPx: 1 }) };

/** Stands for a child process: archives are empty. */
const noArchives: ArchiveDirectory = { entriesOf: async () => [] };

/** @param measurer Measures what `getAutoCropRect` asks for. @param archives Reads what `getZipEntries` asks for. */
export async function openIpsWorld(options: Partial<IpsDoorOptions> = {}, log: Log = silentLog, measurer = idleMeasurer, archives = noArchives, noticesOptions: Partial<NoticesOptions> = {}): Promise<IpsWorld> {
  const test = await openTestDatabase();
  const { database } = test;
  const clock = new TestClock();
  const tickets = new Map<number, true>();
  const queue: Queue = {
    async send(sent) {
      for (const { itemId } of sent) tickets.set(itemId, true);
    },
    work: async () => ({ close: async () => {} }),
    ping: async () => {},
    close: async () => {},
  };
  const accounts = openAccounts({ database, clock, log: silentLog, passwordCost });
  const jobs = openJobs({ database, queue, clock, log: silentLog, serverName: 'worker-1', calendar: openCalendar(), timeZone: 'Europe/Berlin', witness: openJobWitness(clock) });
  const library = openLibrary({ database, clock, log: silentLog });
  const { company, admin } = await accounts.bootstrap({
    adminEmail: 'admin@example.test', adminPassword: password, companyName: 'ApiTestCo',
  });
  let people = 0;
  const addUser = (role: Role, companies: readonly Company[]): Promise<User> => accounts.addUser({
    email: `person${people += 1}@example.test`, password, firstName: 'Ada', lastName: `Person ${people}`,
    defaultRole: role, isIpsAdmin: false, memberships: companies.map(({ id }) => ({ companyId: id, role })),
  });
  const user = await addUser('IpsUser', [company]);
  const server = fastify();
  const nowhere = (): never => {
    throw new Error('this world tells nothing outside');
  };
  const notices = openNotices({
    database, accounts, jobs, library, clock, log: silentLog, secret: undefined, keptDays: 90, publicUrl: () => undefined,
    mailer: { send: nowhere, close: async () => {} }, outbound: { fetch: nowhere }, ...noticesOptions,
  });
  registerIpsDoor(server, { accounts, jobs, library, notices, database, clock, log, measurer, archives }, {
    properties: () => systemProperties, ...options,
  });
  let items = 0;
  const itemOf = (root: string) => (fileName: string): NewItem => ({
    folder: root, fileName, orderKey: `${fileName} ${items += 1}`, blobId: `blob-${fileName}`, sizeBytes: 1000,
  });
  const clientAddress = '192.0.2.1';
  return {
    server, test, clock, accounts, jobs, library, notices, company, admin, user, addUser,
    publish: (publication = {}) => database.transaction().execute(async (transaction) => {
      const outcome = await library.publish(transaction, {
        companyId: company.id, folder: company.rootPath, fileName: 'a.jpg', type: 'Image', overwrite: true,
        overwriteMode: 'OverwriteFullName', userEmail: user.email, original: { blobId: 'original', sizeBytes: 4321 },
        artifacts: {}, image: undefined, readyForPublish: true, preservePublishState: undefined,
        retainPublishState: false, preserveCrop: true, crop: undefined, projectIds: [], keywords: [], ...publication,
      });
      return outcome.asset;
    }),
    openJob: ({
      name = 'job', files = [], isInputClosed = false, echo = requiredOptions, company: owner = company,
      user: submitter = user,
      options: jobOptions = {}, locale = 'en', description = 'a description',
    } = {}) =>
      database.transaction().execute(async (transaction) => {
        const job = await jobs.open(transaction, {
          companyId: owner.id, companyRoot: owner.rootPath, userId: submitter.id, userEmail: submitter.email,
          originalName: name, locale, description, clientName: 'desktop', clientAddress,
          options: jobOptions, echo, items: files.map(itemOf(owner.rootPath)), isInputClosed,
        });
        return { ...job, handle: jobHandle(job) };
      }),
    addFiles: (job, files, isInputClosed) => database.transaction().execute((transaction) =>
      jobs.continue(transaction, {
        companyId: job.companyId, jobId: job.id, handle: jobHandle(job), userId: job.userId, isAdmin: false,
        clientAddress, isSameAddressEnforced: true, items: files.map(itemOf('ApiTestCo/')), isInputClosed,
      })),
    async take(job) {
      for (const itemId of tickets.keys()) {
        const leased = await jobs.lease(itemId, { holder: 'test', leaseMs: 60_000 });
        if (leased === undefined) continue;
        if (leased.job.id !== job.id) {
          await jobs.release(leased);
          continue;
        }
        tickets.delete(itemId);
        const path = `${leased.item.folder}${leased.item.fileName}`;
        const line: NewLine = { type: 'UploadSuccess', key: 'log.created', params: { path } };
        return (outcome, lines = [line]) => database.transaction()
          .execute((transaction) => jobs.finishItems(transaction, leased.job.id, [{ leased, outcome, lines }]));
      }
      throw new Error(`no item of job ${job.name} may be taken`);
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await test[Symbol.asyncDispose]();
    },
  };
}
