import { rolesOf, type Accounts, type Caller, type Company } from '#accounts';
import { Failure } from '#base';
import { parseJobHandle, type Jobs } from '#jobs';
import { cleanFolderPath, orderKeyOf, type Library } from '#library';
import { parseCompanyHandle } from '#wire';

import { resolveReferences } from '../job-options/index.ts';
import type { ReceivedFile, UploadBody } from './body.ts';
import { readRequest, readRequestElement, type ContinuedJob, type NewJob, type UploadRequest } from './request.ts';
import type { Sender } from './sender.ts';
import { targetOf } from '../target.ts';

/** An upload that may go ahead. */
export type Verdict = {
  readonly caller: Caller;
  readonly company: Company;
  readonly isAdmin: boolean;
  readonly request: UploadRequest;
  readonly files: readonly TargetedFile[];
  readonly job: NewJob & { readonly projectIds: readonly number[] } | ContinuedJob & { readonly jobId: number };
};
export type TargetedFile = ReceivedFile & { readonly folder: string; readonly fileName: string; readonly orderKey: string };

type Rooms = { readonly accounts: Accounts; readonly jobs: Jobs; readonly library: Library };

/** Those of submitJob with company administrators; a web service user is admitted where a user is.
 *  @source specification of the upload protocol, §4 */
const uploadRoles = rolesOf('UACTtPKk');
/** The ledger's own limit, asked for before anything is stored. */
const longestJobName = 400;

/** Decides about a request whose body has arrived, in the documented order: readable XML, credentials, parameters
 *  present, company, role, values. Changes nothing.
 *  @source specification of the upload protocol, §4 */
export async function judge(
  rooms: Rooms, body: UploadBody, sender: Sender, from: { readonly address: string; readonly isSameAddressEnforced: boolean },
): Promise<Verdict> {
  sender.assertReadable();
  const element = body.uploadParams && readRequestElement(body.uploadParams);
  const caller = sender.caller();
  if (element === undefined) throw new Failure('MISSING_PARAMETER', { name: 'uploadParams' });
  const request = readRequest(element);
  const company = await authorise(rooms.accounts, caller, request.companyHandle);
  if (request.invalid !== undefined) throw request.invalid;
  const isAdmin = caller.user.isIpsAdmin || caller.memberships.some((membership) => membership.isActive
    && membership.company.id === company.id && /^Ips(?:Company)?Admin$/.test(membership.role));
  const files = targetFiles(body.files, request, company.rootPath);
  const job = request.job.kind === 'new'
    ? await judgeNewJob(rooms, request.job, company)
    : await judgeContinuedJob(rooms.jobs, request.job, company, { userId: caller.user.id, isAdmin, ...from });
  return { caller, company, isAdmin, request, files, job };
}

async function authorise(accounts: Accounts, caller: Caller, companyHandle: string): Promise<Company> {
  const companyId = parseCompanyHandle(companyHandle);
  if (companyId === undefined) throw new Failure('INVALID_COMPANY');
  return accounts.authorise(caller, { companyId, operation: 'uploadPost', roles: uploadRoles });
}

/** The request's `fileName` is for its first file. @source specification of the upload protocol, §2.5 */
function targetFiles(files: readonly ReceivedFile[], request: UploadRequest, rootPath: string): readonly TargetedFile[] {
  return files.map((file, index) => {
    const target = targetOf({
      fileName: index === 0 ? request.fileName : undefined, partName: file.partName, destFolder: request.destFolder,
    }, rootPath);
    return {
      ...file, folder: cleanFolderPath(rootPath, target.folder), fileName: target.fileName, orderKey: orderKeyOf(target.fileName),
    };
  });
}

async function judgeNewJob(rooms: Rooms, job: NewJob, company: Company): Promise<Verdict['job']> {
  if (job.name.length > longestJobName) {
    throw new Failure('INVALID_PARAMETER', {
      name: 'jobName', expected: `1 to ${longestJobName} characters`, received: `${job.name.slice(0, 100)}…`,
    });
  }
  const { projectIds } = await resolveReferences(rooms, company.id, job.reading.references);
  return { ...job, projectIds };
}

/** Asked before the files are stored; the ledger asks again when it holds the job.
 *  @source specification of the upload protocol, §2.4 */
async function judgeContinuedJob(jobs: Jobs, job: ContinuedJob, company: Company, from: {
  readonly userId: number; readonly isAdmin: boolean; readonly address: string; readonly isSameAddressEnforced: boolean;
}): Promise<Verdict['job']> {
  const reference = parseJobHandle(job.handle);
  if (reference === undefined) {
    throw new Failure('INVALID_PARAMETER', { name: 'jobHandle', expected: 'a job handle', received: job.handle.slice(0, 200) });
  }
  const isYetToCome = reference.isScheduled && reference.jobId !== undefined;
  const jobId = isYetToCome ? undefined : reference.jobId ?? await newestOpen(jobs, company.id, reference.name);
  const open = reference.companyId === company.id && jobId !== undefined ? await jobs.findOpen(company.id, jobId) : undefined;
  if (open === undefined || (open.userId !== from.userId && !from.isAdmin)) {
    throw new Failure('JOB_NOT_ACTIVE', { handle: job.handle.slice(0, 500) });
  }
  if (from.isSameAddressEnforced && open.clientAddress !== from.address) throw new Failure('DIFFERENT_ADDRESS');
  return { ...job, jobId: open.id };
}

/** Old handles have no id: they mean the newest active job of that name. */
async function newestOpen(jobs: Jobs, companyId: number, name: string): Promise<number | undefined> {
  const active = await jobs.active({ companyIds: [companyId], name });
  return active.at(-1)?.job.id;
}
