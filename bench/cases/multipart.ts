import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { authXml, firstCompany, namespace, plainOptions } from '../../test/build/client.ts';
import { openDataFolder, startServer } from '../../test/build/server.ts';
import { residentBytes, watchMemory } from '../build/memory.ts';
import { timed, type Case } from '../harness.ts';

const fileBytes = Number(process.env['PREPRESS_BENCH_UPLOAD_BYTES'] ?? 2_000_000_000);
const chunkBytes = 1 << 20;
const growthLimitBytes = 64 * 1024 * 1024;

/** A 2 GB file through the upload door until the job handle comes back: spooled, hashed, synced, committed.
 *  Baseline: a bare Node server that pipes the same body to a file and syncs it. */
export const multipart: Case = {
  name: `multipart of ${(fileBytes / 1e9).toFixed(1)} GB`,
  goal: '≤ 1.15×, memory growth ≤ 64 MB',
  maxRatio: 1.15,
  rounds: 3,
  async prepare() {
    const folder = await openDataFolder();
    const server = await startServer(folder.path, { PREPRESS_WORKERS: '0' });
    const company = await firstCompany(server.url);
    const raw = await startRawServer();
    let round = 0;
    let growthBytes = 0;
    return {
      baseline: { name: 'raw pipe to disk + fsync', run: () => timed(() => post(raw.url, uploadBody(company.handle, (round += 1)))) },
      ours: {
        name: 'upload door',
        async run() {
          const idleBytes = residentBytes(server.pid);
          const watched = watchMemory(server.pid);
          const elapsedMs = await timed(async () => {
            const answer = await post(`${server.url}/scene7/UploadFile`, uploadBody(company.handle, (round += 1)));
            if (!answer.includes('<jobHandle>')) throw new Error(`the upload was refused: ${answer}`);
          });
          growthBytes = Math.max(growthBytes, watched() - idleBytes);
          return elapsedMs;
        },
      },
      facts: async () => [{ name: 'memory growth', value: `${(growthBytes / 1048576).toFixed(0)} MB`, isWithin: growthBytes <= growthLimitBytes }],
      async [Symbol.asyncDispose]() {
        await server.stop();
        await raw.stop();
        await folder[Symbol.asyncDispose]();
      },
    };
  },
};

const boundary = 'a-boundary-between-the-parts';

/** A body whose file differs from round to round, so that no round finds its content already stored. */
function* uploadBody(companyHandle: string, round: number): Generator<Buffer> {
  const part = (disposition: string): string => `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`;
  yield Buffer.from(`${part('name="auth"')}${authXml()}\r\n`);
  yield Buffer.from(
    `${part('name="uploadParams"')}<uploadPostParam xmlns="${namespace}"><companyHandle>${companyHandle}</companyHandle><jobName>bench</jobName>` +
      `<endJob>true</endJob><uploadParams>${plainOptions}</uploadParams></uploadPostParam>\r\n`,
  );
  yield Buffer.from(part(`name="file1"; filename="large-${round}.zip"`));
  const chunk = Buffer.alloc(chunkBytes, round);
  for (let index = 0; index < chunk.length; index += 7) chunk[index] = (index * 31 + round) & 0xff;
  for (let left = fileBytes; left > 0; left -= chunkBytes) yield left < chunkBytes ? chunk.subarray(0, left) : chunk;
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}

async function post(url: string, body: Iterable<Buffer>): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } }, (incoming) => {
      let said = '';
      incoming.on('data', (chunk: Buffer) => { said += chunk.toString(); });
      incoming.on('end', () => resolve(said));
    });
    outgoing.on('error', reject);
    pipeline(Readable.from(body, { objectMode: true, highWaterMark: 4 }), outgoing).catch(reject);
  });
}

async function startRawServer(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'prepress-raw-'));
  const program = `
    const { createServer } = require('node:http'); const fs = require('node:fs'); const { pipeline } = require('node:stream');
    let n = 0;
    createServer((req, res) => { const path = ${JSON.stringify(folder)} + '/' + n++;
      const out = fs.createWriteStream(path, { highWaterMark: 1 << 20, flush: true });
      pipeline(req, out, (error) => { res.end(error ? 'failed' : 'stored'); fs.rmSync(path, { force: true }); });
    }).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<string>((resolve) => child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())));
  return {
    url: `http://127.0.0.1:${port}/`,
    async stop() {
      child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
