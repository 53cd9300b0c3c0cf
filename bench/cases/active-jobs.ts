import { authXml, firstCompany, namespace, postUpload } from '../../test/build/client.ts';
import { openDataFolder, startServer } from '../../test/build/server.ts';
import { Agent, request } from 'node:http';
import { type Case } from '../harness.ts';

const calls = 2_000;
const connections = 16;

/** `getActiveJobs` by handle while a job of 10,000 files is active, against the same with a job of 10. */
export const activeJobs: Case = {
  name: 'getActiveJobs with 10,000 files against 10',
  goal: '≤ 1.2×, ≥ 2,000 a second',
  maxRatio: 1.2,
  rounds: 5,
  async prepare() {
    const folder = await openDataFolder();
    const server = await startServer(folder.path, { PREPRESS_WORKERS: '0', PREPRESS_UPLOAD_MAX_FILES: '20000' });
    const company = await firstCompany(server.url);
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    const small = await openJob('small', 10);
    const large = await openJob('large', 10_000);
    let bestPerSecond = 0;

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
      const startedAt = performance.now();
      let left = calls;
      await Promise.all(Array.from({ length: connections }, async () => {
        while (left-- > 0) {
          const answer = await post(`${server.url}/scene7/services/IpsApiService`, envelope, agent);
          if (!answer.includes(`<jobHandle>${handle}</jobHandle>`)) throw new Error(answer);
        }
      }));
      const elapsedMs = performance.now() - startedAt;
      bestPerSecond = Math.max(bestPerSecond, (calls / elapsedMs) * 1000);
      return elapsedMs;
    }
    return {
      baseline: { name: `${calls} polls, 10 files`, run: () => poll(small) },
      ours: { name: `${calls} polls, 10,000 files`, run: () => poll(large) },
      facts: async () => [{ name: 'best rate', value: `${bestPerSecond.toFixed(0)}/s`, isWithin: bestPerSecond >= 2_000 }],
      async [Symbol.asyncDispose]() {
        agent.destroy();
        await server.stop();
        await folder[Symbol.asyncDispose]();
      },
    };
  },
};

async function post(url: string, body: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', agent, headers: { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) } }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => resolve(Buffer.concat(chunks).toString()));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
