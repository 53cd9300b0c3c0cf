import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FailureCode } from '#base';

/** Real files of many makers with their facts; they lie beside the repository, or where PREPRESS_CORPUS says. */
export const corpusFolder = process.env['PREPRESS_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus');
const list = join(corpusFolder, 'MANIFEST.tsv');

export const hasCorpus = existsSync(list);

/** What the list says of a file. `size` is that of the stored pixels, `isTurned` when they are shown on their side. */
export type CorpusFacts = {
  readonly file: string;
  readonly size: string | undefined;
  readonly isTurned: boolean;
  readonly profile: string | undefined;
  /** All facts as they stand in the list. */
  readonly text: string;
};

/** Files of some folders of the corpus. The list's own facts: `size=3000x2000 ; orient=Rotate 90 CW ; icc=… `. */
export function corpusFacts(folders: readonly string[]): readonly CorpusFacts[] {
  const rows = readFileSync(list, 'utf8').split('\n').map((line) => line.split('\t'));
  return rows.filter(([file = '']) => folders.includes(file.split('/')[0] ?? '')).map((row) => {
    const facts = row.at(-1) ?? '';
    const fact = (name: string): string | undefined => new RegExp(`(?:^|; )${name}=([^;]*)`).exec(facts)?.[1]?.trim();
    return { file: row[0] ?? '', size: fact('size'), isTurned: /Rotate (90|270)/.test(fact('orient') ?? ''), profile: fact('icc'), text: facts };
  });
}

/** JPEG 2000 is read where one of these is installed. */
const hasJp2Engine = ['/usr/bin/vips', '/usr/bin/opj_decompress'].some((path) => existsSync(path));

/** Files that must not become an image, and why; every other one must, or be stored as its type. */
export const refusedFiles: Readonly<Record<string, FailureCode>> = {
  'colour/Pillow__hopper.Lab.tif': 'UNSUPPORTED_IMAGE',
  'colour/TwelveMonkeys__lab-a-8.tiff': 'UNSUPPORTED_IMAGE',
  'colour/TwelveMonkeys__lab-a-16.tiff': 'UNSUPPORTED_IMAGE',
  'psd/TwelveMonkeys__adobehq_ind.psd': 'UNSUPPORTED_IMAGE',
  'psd/TwelveMonkeys__test_original.psb': 'UNSUPPORTED_IMAGE',
  'psd/psd-tools__2layers.psb': 'UNSUPPORTED_IMAGE',
  'psd/psd-tools__300dpi.psd': 'UNSUPPORTED_IMAGE',
  'psd/psd-tools__4x4_16bit_lab.psd': 'UNSUPPORTED_IMAGE',
  'psd/psd-tools__4x4_32bit_rgb.psd': 'UNSUPPORTED_IMAGE',
  'psd/psd-tools__4x4_8bit_duotone.psd': 'UNSUPPORTED_IMAGE',
  'psd/psd-tools__4x4_8bit_index_color.psd': 'UNSUPPORTED_IMAGE',
  'psd/psd-tools__transparentbg.psd': 'UNSUPPORTED_IMAGE',
  'psd/psd-tools__vector-mask.psd': 'UNSUPPORTED_IMAGE',
  'raster/TwelveMonkeys__floatingpoint-32bit.tif': 'UNSUPPORTED_IMAGE',
  'raster/TwelveMonkeys__flower-minisblack-32.tif': 'UNSUPPORTED_IMAGE',
  ...(hasJp2Engine ? {} : { 'raster/sharp__relax.jp2': 'ENGINE_MISSING', 'tiny/small__jpeg2.jp2': 'ENGINE_MISSING' }),
  'raster/sharp__65536-uint32-limit.png': 'PIXEL_LIMIT',
  'tiny/small__png-truncated.png': 'BROKEN_FILE',
  'tiny/small__tiff.tif': 'BROKEN_FILE',
  'tiny/small__webp.webp': 'BROKEN_FILE',
};
