import { readFileSync } from 'node:fs';
import type { WireObject } from '#wire';
import { flag, text, UsageError, type Options } from '../command.ts';

/** Options of `prepress upload` that become the job's UploadPostJob. */
export const uploadOptionDeclarations = {
  overwrite: { type: 'boolean', help: 'replace assets of the same name by the company’s rule (default: skip them)' },
  'no-publish': { type: 'boolean', help: 'do not mark the assets for publish' },
  mask: { type: 'boolean', help: 'make a mask from the clipping path' },
  crop: { type: 'string', value: 'L,R,T,B', help: 'pixels to cut from each side' },
  'clear-crop': { type: 'boolean', help: 'drop the crop of replaced assets' },
  knockout: { type: 'string', value: 'CORNER[,TOLERANCE[,METHOD]]', help: 'make the background transparent, e.g. UpperLeft,0.02,FloodFill' },
  sharpen: { type: 'string', value: 'AMOUNT,RADIUS,THRESHOLD[,MONO]', help: 'unsharp mask of the smaller sizes, e.g. 1.75,0.2,2,0' },
  keywords: { type: 'string', value: 'A,B,C', help: 'keywords for every file' },
  email: { type: 'string', value: 'SETTING', help: 'All, Error, ErrorAndWarning, JobCompletion or None (default)' },
  sets: { type: 'string', value: 'HANDLE,…', help: 'scripts of automated sets to run at the end, as `prepress sets` lists them' },
  unpack: { type: 'boolean', help: 'unpack archives' },
  params: { type: 'string', value: 'FILE', help: 'JSON file with fields of UploadPostJob; the other options win over it' },
} as const;

/** @throws UsageError for what cannot be understood; ranges are the server's to judge. */
export function uploadOptions(options: Options): WireObject {
  const crop = numbers(options, 'crop', 4, 4);
  const sharpen = numbers(options, 'sharpen', 3, 4);
  const [corner, tolerance, method] = text(options, 'knockout')?.split(',') ?? [];
  const keywords = text(options, 'keywords');
  const sets = text(options, 'sets')?.split(',').map((handle) => handle.trim()).filter((handle) => handle !== '');
  return {
    overwrite: false,
    readyForPublish: true,
    createMask: false,
    emailSetting: 'None',
    ...paramsFile(text(options, 'params')),
    ...(flag(options, 'overwrite') ? { overwrite: true } : {}),
    ...(flag(options, 'no-publish') ? { readyForPublish: false } : {}),
    ...(flag(options, 'mask') ? { createMask: true } : {}),
    ...(flag(options, 'clear-crop') ? { preserveCrop: false } : {}),
    ...(crop === undefined ? {} : { manualCropOptions: { left: crop[0] ?? 0, right: crop[1] ?? 0, top: crop[2] ?? 0, bottom: crop[3] ?? 0 } }),
    ...(corner === undefined ? {} : { knockoutBackgroundOptions: { corner, tolerance: Number(tolerance ?? 0), fillMethod: method ?? 'FloodFill' } }),
    ...(sharpen === undefined ? {} : { unsharpMaskOptions: { amount: sharpen[0] ?? 0, radius: sharpen[1] ?? 0, threshold: sharpen[2] ?? 0, monochrome: sharpen[3] ?? 0 } }),
    ...(keywords === undefined ? {} : { xmpKeywords: keywords }),
    ...(text(options, 'email') === undefined ? {} : { emailSetting: text(options, 'email') ?? 'None' }),
    ...(sets === undefined ? {} : { autoSetCreationOptions: { autoSetsArray: { items: sets } } }),
    ...(flag(options, 'unpack') ? { unCompressOptions: { process: 'UnCompress' } } : {}),
  };
}

function numbers(options: Options, name: string, least: number, most: number): readonly number[] | undefined {
  const words = text(options, name)?.split(',');
  if (words === undefined) return undefined;
  const values = words.map(Number);
  if (values.length < least || values.length > most || values.some((value) => Number.isNaN(value))) {
    throw new UsageError(`--${name} takes ${least === most ? least : `${least} to ${most}`} numbers separated by commas`);
  }
  return values;
}

function paramsFile(path: string | undefined): WireObject {
  if (path === undefined) return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as WireObject;
  } catch (cause) {
    throw new UsageError(`--params: ${path} is not a readable JSON file`, { cause });
  }
}
