import assert from 'node:assert/strict';
import { authXml, field, multipart, paramXml, plainOptions, scene7, type Answer, type Part, type StoredItem, type UploadWorld } from './upload.ts';

/** The `uploadParams` element with the required options only. */
export const options = `<uploadParams>${plainOptions}</uploadParams>`;

/** The auth part of the ordinary user. */
export const auth = (): Part => field('auth', authXml());

export const handleOf = (answer: Answer): string =>
  /<jobHandle>(.*)<\/jobHandle>/.exec(answer.text)?.[1] ?? assert.fail(`no handle in ${answer.text}`);
export const idOf = (answer: Answer): number => Number(handleOf(answer).split('|').at(-1));

/** Makes sure that an answer is this fault, to the letter. */
export function assertFault(answer: Answer, code: number, reason?: RegExp, status = 500): void {
  const [, element, found, text = ''] = new RegExp(
    `^<\\?xml version='1.0' encoding='UTF-8'\\?><tns:(\\w+) xmlns:tns="${scene7}"><tns:code>(\\d+)</tns:code><tns:reason>(.*)</tns:reason></tns:\\1>$`,
  ).exec(answer.text) ?? assert.fail(`no fault in ${answer.status} ${answer.text}`);
  assert.deepEqual([Number(found), answer.status], [code, status], answer.text);
  assert.equal(element, code < 20000 ? 'authenticationFault' : code < 30000 ? 'authorizationFault' : 'ipsApiFault');
  assert.equal(answer.headers['content-type'], 'text/xml;charset=utf-8');
  if (reason !== undefined) assert.match(text, reason);
}

/** Requests to a world, once it is open. */
export function requestsTo(world: () => UploadWorld) {
  const company = (): string => `<companyHandle>c|${world().company.id}</companyHandle>`;
  const newJob = (name: string, extra = ''): string => paramXml(`${company()}<jobName>${name}</jobName>${extra}${options}`);
  return {
    company,
    newJob,
    /** A whole, ordinary request. */
    usual: (name: string, ...files: readonly Part[]): Buffer =>
      multipart([auth(), field('uploadParams', newJob(name, '<endJob>true</endJob>')), ...files]),
    itemsOf: async (answer: Answer): Promise<readonly StoredItem[]> =>
      (await world().items()).filter((item) => item.jobId === idOf(answer)),
    /** Posts and makes sure that the fault left nothing behind. */
    async refused(
      body: Buffer | string, code: number, reason?: RegExp, request: Parameters<UploadWorld['post']>[1] = {}, status = 500,
    ): Promise<void> {
      const [jobs, files] = [await world().jobCount(), await world().filesOnDisk()];
      assertFault(await world().post(body, request), code, reason, status);
      assert.equal(await world().jobCount(), jobs);
      assert.deepEqual(await world().filesOnDisk(), { spooled: 0, kept: files.kept });
    },
  };
}
