/**
 * `npm run bench [case …]`: runs the named cases (default: all), prints baseline, ours and ratio, and fails when a ratio
 * is above its gate. The numbers of record stand in `docs/performance.md`.
 */
import { cpus } from 'node:os';
import { runCase, type Case, type Result } from './harness.ts';

const cases: Readonly<Record<string, () => Promise<Case>>> = {
  pyramid: async () => (await import('./cases/pyramid.ts')).pyramid,
  coverage: async () => (await import('./cases/coverage.ts')).coverage,
  'pyramid-sharpened': async () => (await import('./cases/pyramid.ts')).sharpenedPyramid,
  'pyramid-whole': async () => (await import('./cases/pyramid.ts')).wholePyramid,
  'child-memory': async () => (await import('./cases/child-memory.ts')).childMemory,
  layers: async () => (await import('./cases/layers.ts')).layers,
  'layers-memory': async () => (await import('./cases/layers.ts')).layersMemory,
  pages: async () => (await import('./cases/pages.ts')).documentPages,
  imagemagick: async () => (await import('./cases/against-imagemagick.ts')).againstImageMagick,
  multipart: async () => (await import('./cases/multipart.ts')).multipart,
  'small-files': async () => (await import('./cases/small-files.ts')).smallFiles,
  'whole-job': async () => (await import('./cases/whole-job.ts')).wholeJob,
  latency: async () => (await import('./cases/latency.ts')).latency,
  'active-jobs': async () => (await import('./cases/active-jobs.ts')).activeJobs,
  'many-jobs': async () => (await import('./cases/many-jobs.ts')).manyJobs,
  'cold-start': async () => (await import('./cases/cold-start.ts')).coldStart,
};

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const unknown = wanted.filter((name) => !(name in cases));
if (unknown.length > 0) {
  console.error(`no such case: ${unknown.join(', ')}. Cases: ${Object.keys(cases).join(', ')}`);
  process.exit(2);
}

console.log(`${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}\n`);
console.log('| case | baseline | ours | ratio (least…most) | goal | |\n|---|---|---|---|---|---|');
let failed = 0;
for (const [name, load] of Object.entries(cases)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const result = await runCase(await load());
  console.log(row(result));
  if (!result.isWithin) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);

function row({ name, goal, baselineName, oursName, baselineMs, oursMs, ratio, spread, facts, isWithin }: Result): string {
  const told = facts.map((fact) => `; ${fact.name} ${fact.value}`).join('');
  return `| ${name} | ${baselineName}: ${baselineMs.toFixed(1)} ms | ${oursName}: ${oursMs.toFixed(1)} ms${told} | ${ratio.toFixed(3)} (${spread[0].toFixed(3)}…${spread[1].toFixed(3)}) | ${goal} | ${isWithin ? 'met' : 'MISSED'} |`;
}
