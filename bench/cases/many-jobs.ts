import { firstCompany, postUpload, waitForJob } from '../../test/build/client.ts';
import { openDataFolder, startServer, type ServerProcess } from '../../test/build/server.ts';
import { residentBytes } from '../build/memory.ts';
import { timed, type Case } from '../harness.ts';

const jobsPerRound = 30;
const filesPerJob = 5;
const growthLimitBytes = 16 * 1024 * 1024;
/** What the collector leaves lying around falls together while nothing happens. */
const restMs = 3_000;

/** Small jobs on a server that has done many before, against the same on one that has done only the warm-up; and what
 *  the memory of the former grew by. Stylesheets, because they cost a child next to nothing. */
export const manyJobs: Case = {
  name: `${jobsPerRound} jobs of ${filesPerJob} stylesheets on a server that did many`,
  goal: '≤ 1.1×, memory growth ≤ 16 MB',
  maxRatio: 1.1,
  rounds: 5,
  async prepare() {
    const [oldFolder, newFolder] = [await openDataFolder(), await openDataFolder()];
    const old = await startServer(oldFolder.path);
    let fresh: ServerProcess | undefined;
    let jobs = 0;
    const restingBytes: number[] = [];
    return {
      baseline: {
        name: 'on a fresh one',
        async run() {
          await fresh?.stop();
          fresh = await startServer(newFolder.path);
          await doJobs(fresh.url, (jobs += jobsPerRound));
          const started = (jobs += jobsPerRound);
          const { url } = fresh;
          return timed(() => doJobs(url, started));
        },
      },
      ours: {
        name: 'on the old one',
        async run() {
          await doJobs(old.url, (jobs += jobsPerRound));
          const started = (jobs += jobsPerRound);
          const elapsedMs = await timed(() => doJobs(old.url, started));
          await new Promise((resolve) => setTimeout(resolve, restMs));
          restingBytes.push(residentBytes(old.pid));
          return elapsedMs;
        },
      },
      async facts() {
        // The first rounds fill caches and make room for the compiled code.
        const [, before = 0] = restingBytes;
        const growthBytes = Math.min(...restingBytes.slice(-2)) - before;
        const done = (restingBytes.length - 2) * 2 * jobsPerRound;
        return [{ name: `memory growth over ${done} jobs`, value: `${(growthBytes / 1048576).toFixed(0)} MB`, isWithin: growthBytes <= growthLimitBytes }];
      },
      async [Symbol.asyncDispose]() {
        await old.stop();
        await fresh?.stop();
        await oldFolder[Symbol.asyncDispose]();
        await newFolder[Symbol.asyncDispose]();
      },
    };
  },
};

async function doJobs(url: string, first: number): Promise<void> {
  const company = await firstCompany(url);
  for (let job = first; job < first + jobsPerRound; job += 1) {
    const files = Array.from({ length: filesPerJob }, (_, index) => ({
      fileName: `style-${job}-${index}.css`, bytes: Buffer.from(`p { order: ${job}; z-index: ${index} }`),
    }));
    const answer = await postUpload(url, { companyHandle: company.handle, jobName: `job-${job}`, endJob: true }, files);
    if (answer.handle === undefined) throw new Error(answer.body);
    const log = await waitForJob(url, company.handle, answer.handle);
    if (!log.includes(`<fileSuccessCount>${filesPerJob}<`)) throw new Error(log);
  }
}
