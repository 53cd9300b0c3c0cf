import sharp from 'sharp';
import { firstCompany, postUpload, waitForJob } from '../../test/build/client.ts';
import { openDataFolder, startServer, type ServerProcess } from '../../test/build/server.ts';
import { timed, type Case } from '../harness.ts';
import { photograph } from './photograph.ts';
import { startPyramidProcesses } from './pyramid-processes.ts';

const processCount = 2;

export type FileJob = {
  readonly fileCount: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Name of a file without extension; unique over all rounds. */
  readonly fileName: (round: number, index: number) => string;
  /** Makes what the job's options name. @returns inner XML of `uploadParams`; undefined for plain options */
  readonly options?: (server: ServerProcess, companyHandle: string) => Promise<string>;
  /** @throws Error when the job did not do what it should */
  readonly check?: (log: string) => void;
};

/** One job of JPEGs, from the first byte to the end of the job. Baseline: bare sharp pyramids of the same files in as many
 *  processes. */
export function fileJobCase(name: string, job: FileJob): Case {
  return {
    name, goal: '≤ 1.25×', maxRatio: 1.25, rounds: 3,
    async prepare() {
      const folder = await openDataFolder();
      const server = await startServer(folder.path, { PREPRESS_WORKERS: String(processCount) });
      const company = await firstCompany(server.url);
      const options = await job.options?.(server, company.handle);
      const pictures = await Promise.all(Array.from({ length: 10 }, (_, seed) => photograph(job.widthPx, job.heightPx, 84, seed + 1)));
      const meanBytes = pictures.reduce((sum, picture) => sum + picture.length, 0) / pictures.length;
      const { width, height } = await sharp(pictures[0]).metadata();
      const bare = await startPyramidProcesses(processCount, pictures);
      let round = 0;
      return {
        baseline: { name: `bare sharp pyramids in ${processCount} processes`, run: () => timed(() => bare.run(job.fileCount)) },
        ours: {
          name: 'upload to end of job',
          async run() {
            round += 1;
            const files = Array.from({ length: job.fileCount }, (_, index) => ({
              fileName: `${job.fileName(round, index)}.jpg`, bytes: marked(pictures[index % pictures.length] ?? Buffer.alloc(0), round * job.fileCount + index),
            }));
            return timed(async () => {
              const answer = await postUpload(server.url, { companyHandle: company.handle, jobName: `bench-${round}`, endJob: true, ...(options === undefined ? {} : { options }) }, files);
              if (answer.handle === undefined) throw new Error(answer.body);
              const log = await waitForJob(server.url, company.handle, answer.handle, 600_000);
              if (!log.includes(`<fileSuccessCount>${job.fileCount}<`)) throw new Error('not every file was processed');
              job.check?.(log);
            });
          },
        },
        facts: async () => [{ name: 'pictures', value: `${width}×${height}, ${(meanBytes / 1000).toFixed(0)} kB` }],
        async [Symbol.asyncDispose]() {
          await server.stop();
          bare.stop();
          await folder[Symbol.asyncDispose]();
        },
      };
    },
  };
}

/** The same picture with another comment, so that no two files are equal. */
function marked(picture: Buffer, number: number): Buffer {
  const text = Buffer.from(`bench ${number}`);
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, text.length + 2]), text]);
  return Buffer.concat([picture.subarray(0, 2), comment, picture.subarray(2)]);
}
