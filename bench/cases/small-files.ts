import sharp from 'sharp';
import { firstCompany, postUpload, waitForJob } from '../../test/build/client.ts';
import { openDataFolder, startServer } from '../../test/build/server.ts';
import { photograph } from '../build/photograph.ts';
import { timed, type Case } from '../harness.ts';
import { startPyramidProcesses } from '../build/pyramid-processes.ts';

const fileCount = Number(process.env['PREPRESS_BENCH_FILES'] ?? 1_000);
const processCount = 2;

/** A thousand JPEGs of about 100 KB in one job, from the first byte to the end of the job.
 *  Baseline: bare sharp pyramids of the same files in as many processes. */
export const smallFiles: Case = {
  name: `${fileCount} JPEGs of 100 KB in one job`,
  goal: '≤ 1.25×',
  maxRatio: 1.25,
  rounds: 3,
  async prepare() {
    const folder = await openDataFolder();
    const server = await startServer(folder.path, { PREPRESS_WORKERS: String(processCount) });
    const company = await firstCompany(server.url);
    const pictures = await Promise.all(Array.from({ length: 10 }, (_, seed) => photograph(900, 675, 84, seed + 1)));
    const meanBytes = pictures.reduce((sum, picture) => sum + picture.length, 0) / pictures.length;
    const { widthPx, heightPx } = await sharp(pictures[0]).metadata().then(({ width, height }) => ({ widthPx: width, heightPx: height }));
    const bare = await startPyramidProcesses(processCount, pictures);
    let round = 0;
    return {
      baseline: { name: `bare sharp pyramids in ${processCount} processes`, run: () => timed(() => bare.run(fileCount)) },
      ours: {
        name: 'upload to end of job',
        async run() {
          round += 1;
          const files = Array.from({ length: fileCount }, (_, index) => ({ fileName: `r${round}-${index}.jpg`, bytes: marked(pictures[index % pictures.length] ?? Buffer.alloc(0), round * fileCount + index) }));
          return timed(async () => {
            const answer = await postUpload(server.url, { companyHandle: company.handle, jobName: `bench-${round}`, endJob: true }, files);
            if (answer.handle === undefined) throw new Error(answer.body);
            const log = await waitForJob(server.url, company.handle, answer.handle, 600_000);
            if (!log.includes(`<fileSuccessCount>${fileCount}<`)) throw new Error('not every file was processed');
          });
        },
      },
      facts: async () => [{ name: 'pictures', value: `${widthPx}×${heightPx}, ${(meanBytes / 1000).toFixed(0)} kB` }],
      async [Symbol.asyncDispose]() {
        await server.stop();
        bare.stop();
        await folder[Symbol.asyncDispose]();
      },
    };
  },
};

/** The same picture with another comment, so that no two files are equal. */
function marked(picture: Buffer, number: number): Buffer {
  const text = Buffer.from(`bench ${number}`);
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, text.length + 2]), text]);
  return Buffer.concat([picture.subarray(0, 2), comment, picture.subarray(2)]);
}
