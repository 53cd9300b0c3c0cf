import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { pdfBytes } from './pdf.ts';
import { blockFont } from './fonts.ts';
import { psdBytes } from './psd.ts';
import { engineString, textBlock } from './psd-content.ts';
import { sceneDocument } from './psd-scenes.ts';

/** What a file of the guide holds, by its extension. */
const makers: Readonly<Record<string, (path: string) => Promise<void>>> = {
  '.jpg': (path) => picture().jpeg().toFile(path).then(() => undefined),
  '.png': (path) => picture().png().toFile(path).then(() => undefined),
  '.tif': (path) => picture().tiff().toFile(path).then(() => undefined),
  '.txt': (path) => writeFile(path, 'no picture\n'),
  '.psd': (path) => writeFile(path, advertisement()),
  '.ttf': (path) => writeFile(path, blockFont()),
  '.mp4': (path) => clip(path),
  '.pdf': (path) => writeFile(path, brochure()),
};

/** Lays a file where a reader of the guide would have one. @throws Error for an extension that nobody knows to make */
export async function makeGuideFile(folder: string, name: string): Promise<void> {
  const maker = makers[extname(name)];
  if (maker === undefined) throw new Error(`test/build/guide-files.ts cannot make ${name}`);
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await maker(path);
}

/** A red disc on white, 600×400. */
function picture(): Sharp {
  return sharp(Buffer.from('<svg width="600" height="400"><rect width="600" height="400" fill="#fff"/><circle cx="300" cy="200" r="150" fill="#c33"/></svg>'));
}

/** Three pages, the first with words and a link. */
function brochure(): Uint8Array {
  const cover = 'BT /F1 24 Tf 40 180 Td (Summer chairs) Tj ET 0.8 0.2 0.2 rg 40 40 120 80 re f';
  const page = { mediaBox: [0, 0, 300, 240] } as const;
  return pdfBytes({ pages: [
    { ...page, content: cover, links: [{ rect: [40, 170, 220, 210], uri: 'https://example.com/chairs' }] },
    { ...page, content: '0.2 0.4 0.8 rg 40 40 220 160 re f' }, { ...page, content: '0.9 0.8 0.2 rg 40 40 220 160 re f' },
  ] });
}

/** A background, a price tag, a title of two letters in the font of `blockFont`, and a shine in a blend mode that templates do not know. */
function advertisement(): Buffer {
  const engine = `<< /EngineDict << /Editor << /Text ${engineString('HH\r')} >> /StyleRun << /RunArray [ << /StyleSheet << /StyleSheetData
    << /Font 0 /FontSize 20 /FillColor << /Type 1 /Values [ 1 1 0 0 ] >> >> >> >> ] /RunLengthArray [ 3 ] >> >>
    /ResourceDict << /FontSet [ << /Name ${engineString('Blocks-Regular')} >> ] >> >>`;
  const isLetter = (x: number): boolean => (x >= 81 && x < 93) || (x >= 95 && x < 107);
  return psdBytes(sceneDocument(160, 120, [
    { name: 'Background', box: [0, 0, 160, 120], at: (x, y) => [x, y * 2, 200, 255] },
    { name: 'Price Tag', box: [10, 20, 60, 70], opacity: 150, at: (x, y) => [250, x * 4 & 255, 10, (y * 5) & 255] },
    { name: 'Title', box: [81, 26, 107, 40], at: (x) => [255, 0, 0, isLetter(x) ? 255 : 0], blocks: [textBlock(engine, { transform: [1, 0, 0, 1, 80, 40] })] },
    { name: 'Shine', blend: 'over', box: [90, 60, 150, 110], at: () => [255, 255, 255, 255] },
  ]));
}

/** Two seconds of a test card. */
async function clip(path: string): Promise<void> {
  const made = spawnSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=size=320x180:rate=25:duration=2', '-pix_fmt', 'yuv420p', path]);
  if (made.status !== 0) throw new Error(made.stderr.toString());
}
