import { fileJobCase } from '../build/file-job.ts';

const fileCount = Number(process.env['PREPRESS_BENCH_FILES'] ?? 1_000);

/** A thousand JPEGs of about 100 KB in one job. */
export const smallFiles = fileJobCase(`${fileCount} JPEGs of 100 KB in one job`, {
  fileCount, widthPx: 900, heightPx: 675, fileName: (round, index) => `r${round}-${index}`,
});
