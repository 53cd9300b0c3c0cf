import { mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, openSource } from '#base';
import { brokenFile, pdfPageColours, postScriptSections, readPostScriptComments, sectionSource, type ByteSource, type PointBox, type PostScriptComments } from '#formats';
import type { Distilled, Engines, InterpreterTask, PostScript } from '#ports';
import { call, program } from './call.ts';
import { epilogue, prologue } from './programs.ts';

type Task = Parameters<PostScript['distil']>[1];

/** Colours stay as they are, pictures lose nothing, pages are not turned. */
const faithfully = [
  '-dCompatibilityLevel=1.7', '-dAutoRotatePages=/None', '-sColorConversionStrategy=LeaveColorUnchanged', '-dDownsampleColorImages=false',
  '-dDownsampleGrayImages=false', '-dDownsampleMonoImages=false', '-dAutoFilterColorImages=false', '-dAutoFilterGrayImages=false',
  '-dColorImageFilter=/FlateEncode', '-dGrayImageFilter=/FlateEncode', '-dCompressPages=false', '-dMaxInlineImageSize=0', '-dWriteObjStms=false', '-dWriteXRefStm=false',
];

/** @source specification of UploadPostJob, §3.11 "Size" */
export async function distil(engines: Engines, path: string, how: Task): Promise<Distilled> {
  if (await engines.find(program) === undefined) throw new Failure('ENGINE_MISSING', { program });
  const { programPath, comments } = await unwrap(path, how);
  const isPicture = how.isPicture || comments.isEps || (comments.pages === 1 && comments.box !== undefined);
  const isSingle = how.isPicture || comments.isEps;
  const box = comments.box ?? (isSingle ? await measure(engines, programPath, how) : undefined);
  if (box) refuseHuge(box, how);
  const attempt = async (fonts: Readonly<Record<string, string>>): Promise<Omit<Distilled, 'colours'>> => {
    const result = await call(engines, {
      device: 'pdfwrite', output: 'out.pdf', files: { 'in.ps': programPath, ...fonts },
      args: [
        '-sFONTPATH=.', ...faithfully, '-c', prologue({ box, isPicture, mostPages: isSingle ? 1 : how.mostPages + 1 }), '-f', 'in.ps', '-c', epilogue,
      ],
    }, how);
    return { path: outputOf(result), replacedFonts: replacedFonts(result.stdout.toString('latin1')) };
  };
  const first = await attempt({});
  const fonts = await findFonts(first.replacedFonts, how);
  const last = Object.keys(fonts).length > 0 ? await attempt(fonts) : first;
  return { ...last, colours: readColours(last.path) };
}

/** Most programs bring their fonts: others are handed over when they turn out to be missing. */
async function findFonts(names: readonly string[], { fontPath }: Task): Promise<Readonly<Record<string, string>>> {
  const paths = await Promise.all(names.map((name) => fontPath?.(name)));
  return Object.fromEntries(paths.filter((path) => path !== undefined).map((path, index) => [`font-${index}`, path]));
}

/** Writes the PDF anew, in a form whose colours can be read. */
export async function coloursOf(engines: Engines, path: string, how: InterpreterTask): Promise<Distilled['colours']> {
  const result = await call(engines, { device: 'pdfwrite', output: 'out.pdf', files: { 'in.pdf': path }, args: ['-q', ...faithfully, '-f', 'in.pdf'] }, how);
  const colours = readColours(outputOf(result));
  await rm(result.folderPath, { recursive: true, force: true });
  return colours;
}

/** @throws BROKEN_FILE */
function outputOf({ outputs, folderPath }: Awaited<ReturnType<typeof call>>): string {
  if (!outputs.includes('out.pdf')) throw brokenFile('nothing came of it');
  return join(folderPath, 'out.pdf');
}

function readColours(path: string): Distilled['colours'] {
  const { source, close } = openSource(path);
  try {
    return pdfPageColours(source);
  } finally {
    close();
  }
}

/** The program alone: without the header and the preview that may stand around it. @throws BROKEN_FILE */
async function unwrap(path: string, { workFolderPath }: InterpreterTask): Promise<{ readonly programPath: string; readonly comments: PostScriptComments }> {
  const { source, close } = openSource(path);
  try {
    const { program: section } = postScriptSections(source);
    const inner = sectionSource(source, section);
    const comments = readPostScriptComments(inner);
    if (section.sizeBytes === source.sizeBytes) return { programPath: path, comments };
    const programPath = join(await mkdtemp(join(workFolderPath, 'ps-')), 'program.ps');
    await copyPieces(inner, programPath);
    return { programPath, comments };
  } finally {
    close();
  }
}

const pieceBytes = 2 ** 20;

async function copyPieces(source: ByteSource, path: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    for (let at = 0; at < source.sizeBytes; at += pieceBytes) await file.write(source.read(at, Math.min(pieceBytes, source.sizeBytes - at)));
  } finally {
    await file.close();
  }
}

/** The box around all that a program paints, for one that does not tell. Undefined when it paints nothing. */
async function measure(engines: Engines, programPath: string, how: Task): Promise<PointBox | undefined> {
  const { stderr, stdout } = await call(engines, {
    device: 'bbox', output: '%stdout', files: { 'in.ps': programPath },
    args: ['-q', '-c', prologue({ box: undefined, isPicture: false, mostPages: 1 }), '-f', 'in.ps', '-c', epilogue],
  }, how);
  const said = `${stderr.toString('latin1')}\n${stdout.toString('latin1')}`;
  const numbers = /^%%HiResBoundingBox: ([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+)\s*$/m.exec(said)?.slice(1).map((word) => snapped(Number(word)));
  const [leftPt = 0, bottomPt = 0, rightPt = 0, topPt = 0] = numbers ?? [];
  return rightPt > leftPt && topPt > bottomPt ? { leftPt, bottomPt, rightPt, topPt } : undefined;
}

/** Boxes are measured in steps of 1/4000 inch, and count every step that is touched: whole points come out a little long. */
function snapped(value: number): number {
  return Math.abs(value - Math.round(value)) < 0.03 ? Math.round(value) : value;
}

function refuseHuge({ leftPt, bottomPt, rightPt, topPt }: PointBox, { resolutionPpi, limits }: Task): void {
  const pixels = Math.ceil(((rightPt - leftPt) * resolutionPpi) / 72) * Math.ceil(((topPt - bottomPt) * resolutionPpi) / 72);
  if (pixels > limits.pixels) throw new Failure('PIXEL_LIMIT', { pixels, limit: limits.pixels });
}

const mostFonts = 100;

function replacedFonts(said: string): readonly string[] {
  const names = [...said.matchAll(/^Substituting font [^\r\n]{1,200} for ([^\r\n]{1,200})\.\s*$/gm)].map(([, name = '']) => name);
  return [...new Set(names)].slice(0, mostFonts);
}
