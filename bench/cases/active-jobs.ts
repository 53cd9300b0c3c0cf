import { authXml, firstCompany, namespace, postUpload } from '../../test/build/client.ts';
import { openDataFolder, startServer } from '../../test/build/server.ts';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { PollTask } from '../build/poll-process.ts';
import { median, type Case } from '../harness.ts';

const calls = 8_000;
const connections = 16;

/** `getActiveJobs` by handle while a job of 10,000 files is active, against the same with a job of 10. */
export const activeJobs: Case = {
  name: 'getActiveJobs with 10,000 files against 10',
  goal: '≤ 1.2×, ≥ 2,000 a second',
  maxRatio: 1.2,
  rounds: 5,
  async prepare() {
    const folder = await openDataFolder();
    const server = await startServer(folder.path, { PREPRESS_WORKERS: '0' });
    const company = await firstCompany(server.url);
    const poller = fork(join(import.meta.dirname, '../build/poll-process.ts'));
    await once(poller, 'message');
    const small = await openJob('small', 10);
    const large = await openJob('large', 10_000);
    const ratesPerSecond: number[] = [];

    async function openJob(jobName: string, files: number): Promise<string> {
      let handle: string | undefined;
      for (let sent = 0; sent < files; sent += 500) {
        const some = Array.from({ length: Math.min(500, files - sent) }, (_, index) => ({ fileName: `${jobName}-${sent + index}.txt`, bytes: Buffer.from(`${jobName} ${sent + index}`) }));
        const answer = await postUpload(server.url, { companyHandle: company.handle, ...(handle === undefined ? { jobName } : { jobHandle: handle }) }, some);
        if (answer.handle === undefined) throw new Error(answer.body);
        handle = answer.handle;
      }
      return handle ?? '';
    }
    async function poll(handle: string): Promise<number> {
      const envelope =
        `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header>${authXml()}</soapenv:Header><soapenv:Body>` +
        `<getActiveJobsParam xmlns="${namespace}"><companyHandle>${company.handle}</companyHandle><jobHandle>${handle}</jobHandle></getActiveJobsParam></soapenv:Body></soapenv:Envelope>`;
      const { host, port } = new URL(server.url);
      const head =
        `POST /scene7/services/IpsApiService HTTP/1.1\r\nHost: ${host}\r\nContent-Type: text/xml;charset=utf-8\r\n` +
        `SOAPAction: getActiveJobs\r\nContent-Length: ${Buffer.byteLength(envelope)}\r\n\r\n`;
      const task: PollTask = { port: Number(port), request: head + envelope, calls, connections, expected: `<jobHandle>${handle}</jobHandle>` };
      const answered = once(poller, 'message') as Promise<[{ readonly elapsedMs: number } | { readonly error: string }]>;
      poller.send(task);
      const [answer] = await answered;
      if ('error' in answer) throw new Error(answer.error);
      ratesPerSecond.push((calls / answer.elapsedMs) * 1000);
      return answer.elapsedMs;
    }
    return {
      baseline: { name: `${calls} polls, 10 files`, run: () => poll(small) },
      ours: { name: `${calls} polls, 10,000 files`, run: () => poll(large) },
      facts: async () => [{ name: 'median rate', value: `${median(ratesPerSecond).toFixed(0)}/s`, isWithin: median(ratesPerSecond) >= 2_000 }],
      async [Symbol.asyncDispose]() {
        poller.disconnect();
        await server.stop();
        await folder[Symbol.asyncDispose]();
      },
    };
  },
};
