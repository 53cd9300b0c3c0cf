import { firstCompany, postUpload, untilServable } from '../../test/build/client.ts';
import { openDataFolder, startServer } from '../../test/build/server.ts';
import { photograph } from '../build/photograph.ts';
import { startPyramidProcesses } from '../build/pyramid-processes.ts';
import { median, timed, type Case } from '../harness.ts';

const goalMs = 60;

/** From the answer to an upload until its picture can be seen, on an idle server; against a bare pyramid of the same
 *  file in a process of its own. What counts is the difference, not the ratio. */
export const latency: Case = {
  name: 'accepted to servable, 6 MP JPEG',
  goal: `bare pyramid + ≤ ${goalMs} ms`,
  maxRatio: undefined,
  rounds: 9,
  async prepare() {
    const folder = await openDataFolder();
    const server = await startServer(folder.path);
    const company = await firstCompany(server.url);
    const picture = await photograph(3_000, 2_000);
    const bare = await startPyramidProcesses(1, [picture]);
    const baselineMs: number[] = [];
    const oursMs: number[] = [];
    return {
      baseline: {
        name: 'bare sharp pyramid',
        async run() {
          const elapsedMs = await timed(() => bare.run(1));
          baselineMs.push(elapsedMs);
          return elapsedMs;
        },
      },
      ours: {
        name: 'accepted to servable',
        async run() {
          const name = `latency-${oursMs.length}`;
          const answer = await postUpload(server.url, { companyHandle: company.handle, jobName: name, endJob: true }, [{ fileName: `${name}.jpg`, bytes: picture }]);
          if (answer.handle === undefined) throw new Error(answer.body);
          const elapsedMs = await timed(() => untilServable(`${server.url}/is/image/${company.root.replace(/\/$/, '')}/${name}?wid=64`));
          oursMs.push(elapsedMs);
          return elapsedMs;
        },
      },
      async facts() {
        const addedMs = median(oursMs.slice(1)) - median(baselineMs.slice(1));
        return [{ name: 'added', value: `${addedMs.toFixed(0)} ms`, isWithin: addedMs <= goalMs }];
      },
      async [Symbol.asyncDispose]() {
        bare.stop();
        await server.stop();
        await folder[Symbol.asyncDispose]();
      },
    };
  },
};
