/**
 * Brings the programs that the product can use (Ghostscript, ffmpeg, decoders of HEIC, JPEG 2000 and camera raw) and, with `--for-tests`, the
 * independent programs that judge its output. Installs them with apt-get when this user may;
 * otherwise prints the one command to run. Never fails: what is missing is reported where it is needed.
 */
import { spawnSync } from 'node:child_process';

/** Program on PATH (or a check of its own) → Debian package that brings it. */
const engines: readonly Program[] = [
  { name: 'gs', package: 'ghostscript' },
  { name: 'ffmpeg', package: 'ffmpeg' },
  { name: 'heif-convert', package: 'libheif-examples' },
  { name: 'opj_decompress', package: 'libopenjp2-tools' },
  { name: 'dcraw_emu', package: 'libraw-bin' },
];
const judges: readonly Program[] = [
  { name: 'tiffinfo', package: 'libtiff-tools' },
  { name: 'vips', package: 'libvips-tools' },
  { name: 'identify', package: 'imagemagick' },
  { name: 'exiftool', package: 'libimage-exiftool-perl' },
  { name: 'transicc', package: 'liblcms2-utils' },
  { name: 'pdftoppm', package: 'poppler-utils' },
  { name: 'php', package: 'php-cli' },
  { name: 'php-soap', package: 'php-soap', check: ['php', '-r', 'exit(class_exists("SoapClient") ? 0 : 1);'] },
  { name: 'zeep', package: 'python3-zeep', check: ['/usr/bin/python3', '-c', 'import zeep'] },
  { name: 'iipsrv', package: 'iipimage-server', check: ['test', '-x', '/usr/lib/iipimage-server/iipsrv.fcgi'] },
];

type Program = { readonly name: string; readonly package: string; readonly check?: readonly string[] };

const wanted = process.argv.includes('--for-tests') ? [...engines, ...judges] : engines;
const missing = wanted.filter((program) => !isThere(program));
if (missing.length > 0) bring(missing);
else if (!process.argv.includes('--for-tests')) console.log(`all engines are installed: ${wanted.map(({ name }) => name).join(', ')}`);

function isThere({ name, check }: Program): boolean {
  const [program, ...words] = check ?? ['sh', '-c', `command -v ${name}`];
  return spawnSync(program ?? '', words, { stdio: 'ignore' }).status === 0;
}

function bring(programs: readonly Program[]): void {
  const packages = programs.map((program) => program.package);
  const command = `apt-get install -y ${packages.join(' ')}`;
  const mayInstall = process.getuid?.() === 0 && spawnSync('sh', ['-c', 'command -v apt-get'], { stdio: 'ignore' }).status === 0;
  if (!mayInstall) {
    console.log(`not installed: ${programs.map(({ name }) => name).join(', ')}. To install them: sudo ${command}`);
    return;
  }
  console.log(`installing ${packages.join(', ')}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
  const done = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
  if (done.status !== 0) console.log(`could not install all of them; tests that need them say so. By hand: ${command}`);
}
