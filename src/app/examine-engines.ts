import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { openEngines } from '#adapters/engines';
import type { Finding } from '#cli';

/** A need that optional programs meet, the first that is there. */
type Need = {
  readonly subject: string;
  readonly programs: readonly string[];
  /** Makes the program say its version; without it its path is shown. */
  readonly versionWords?: readonly string[];
  /** What happens without. */
  readonly without: string;
};

const needs: readonly Need[] = [
  { subject: 'ghostscript', programs: ['gs'], versionWords: ['--version'], without: 'PostScript, EPS, old Illustrator files and pages in CMYK are refused, unless they are only to be stored' },
  { subject: 'ffmpeg', programs: ['ffmpeg'], versionWords: ['-version'], without: 'video and audio are stored but not encoded' },
  { subject: 'HEIC', programs: ['heif-convert', 'heif-dec', 'vips'], without: 'HEIC images are refused' },
  { subject: 'JPEG 2000', programs: ['vips', 'opj_decompress'], without: 'JPEG 2000 images are refused' },
  { subject: 'camera raw', programs: ['dcraw_emu', 'dcraw'], without: 'raw files of cameras are refused' },
];

const containmentFindings = {
  namespaces: { grade: 'ok', finding: 'engines see no network, no other files and no other processes' },
  limits: {
    grade: 'note', finding: 'engines run under limits only: this system does not let them have namespaces of their own',
    cure: 'allow unprivileged user namespaces, or give the container SYS_ADMIN',
  },
  none: { grade: 'note', finding: 'engines are not run: prlimit and setpriv are missing', cure: 'install util-linux' },
} as const;

/** Looks for the optional programs and at how well they can be shut in. */
export async function* examineEngines(): AsyncGenerator<Finding> {
  const engines = openEngines();
  for (const { subject, programs, versionWords, without } of needs) {
    const paths = await Promise.all(programs.map((program) => engines.find(program)));
    const path = paths.find((one) => one !== undefined);
    if (path === undefined) yield { grade: 'note', subject, finding: `not installed: ${without}`, cure: 'npm run engines' };
    else yield { grade: 'ok', subject, finding: versionWords ? await versionOf(path, versionWords) : path };
  }
  yield { subject: 'containment', ...containmentFindings[await engines.containment()] };
}

async function versionOf(path: string, words: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(path, [...words], { timeout: 5_000 });
    return stdout.split('\n')[0]?.trim() ?? path;
  } catch {
    return path;
  }
}
