import { openDataFolder, startServer } from '../../test/build/server.ts';
import { median, type Case } from '../harness.ts';

const goalMs = 1_500;
const firstGoalMs = 4_000;

/** From `node src/main.ts serve` to the ready line, on a data folder that exists, against a bare Node HTTP server. */
export const coldStart: Case = {
  name: 'cold start',
  goal: '≤ 1.5 s to ready, first ever start ≤ 4 s',
  maxRatio: undefined,
  rounds: 5,
  async prepare() {
    const folder = await openDataFolder();
    const times: number[] = [];
    const firstStartMs = await startedMs();
    async function startedMs(): Promise<number> {
      const startedAt = performance.now();
      const server = await startServer(folder.path);
      const elapsedMs = performance.now() - startedAt;
      await server.stop();
      return elapsedMs;
    }
    return {
      baseline: { name: 'bare Node HTTP server', run: bareServerMs },
      ours: {
        name: 'prepress serve',
        async run() {
          const elapsedMs = await startedMs();
          times.push(elapsedMs);
          return elapsedMs;
        },
      },
      async facts() {
        const usualMs = median(times.slice(1));
        return [
          { name: 'first ever start', value: `${firstStartMs.toFixed(0)} ms`, isWithin: firstStartMs <= firstGoalMs },
          { name: 'median start', value: `${usualMs.toFixed(0)} ms`, isWithin: usualMs <= goalMs },
        ];
      },
      [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
    };
  },
};

async function bareServerMs(): Promise<number> {
  const { spawn } = await import('node:child_process');
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['-e', "require('http').createServer().listen(0,'127.0.0.1',()=>console.log('ready'))"], { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const elapsedMs = performance.now() - startedAt;
  child.kill('SIGKILL');
  return elapsedMs;
}
