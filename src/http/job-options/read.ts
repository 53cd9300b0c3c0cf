import { asFailure } from '#base';
import { readEncodingPreset, type EncodingPreset, type PresetFields, type UploadOptions } from '#production';
import type { WireObject } from '#wire';

import { readColour, readAutoSets, readProjects, readEncodingPresets, readSourceVideo, type OptionReference } from './references.ts';
import { readCrops, readKnockout } from './crops.ts';
import { readIllustrator, readPdf, readPhotoshop, readPostScript } from './documents.ts';
import { readFields, type FieldReader, type Problems } from './fields.ts';
import { readKeywords } from './keywords.ts';

/** @source specification of job tracking, §8 */
export const emailModes = ['None', 'All', 'Error', 'ErrorAndWarning', 'JobCompletion'] as const;

export type OptionsReading = Problems & {
  /** To be used only when nothing is missing or invalid. `projectIds` wait for the library. */
  readonly options: UploadOptions;
  /** Handles that must stand for something. */
  readonly references: readonly OptionReference[];
};

/** Reads the options of an upload job, with every range, choice and default.
 *  @param wire  A decoded `UploadPostJob`.
 *  @param path  Where it stood, for the names in faults.
 *  @source specification of UploadPostJob, §2 and §3 */
export function readUploadOptions(wire: WireObject, path = 'uploadParams'): OptionsReading {
  return readOptions(wire, path, (fields) => {
    const preservePublishState = fields.flag('preservePublishState');
    return {
      overwrite: readRequiredFlag(fields, 'overwrite'),
      readyForPublish: readRequiredFlag(fields, 'readyForPublish'),
      ...(preservePublishState === undefined ? {} : { preservePublishState }),
    };
  });
}

/** Reads the options of a job on assets that are there already: without `readyForPublish` their publish state stays.
 *  @param wire  A decoded `ReprocessAssetsJob`. */
export function readReprocessOptions(wire: WireObject, path = 'reprocessAssetsJob'): OptionsReading {
  return readOptions(wire, path, (fields) => {
    const readyForPublish = fields.flag('readyForPublish');
    const preservePublishState = readyForPublish === undefined ? true : fields.flag('preservePublishState');
    return {
      overwrite: true,
      readyForPublish: readyForPublish ?? false,
      ...(preservePublishState === undefined ? {} : { preservePublishState }),
    };
  });
}

/** The options of a job that says no more than who gets mails: every default, and what assets have stays theirs.
 *  @param wire  A decoded `OptimizeImagesJob`. */
export function plainOptions(wire: WireObject, path = 'optimizeImagesJob'): OptionsReading {
  return readReprocessOptions({ createMask: false, emailSetting: wire['emailSetting'] ?? '' }, path);
}

type Publishing = Pick<UploadOptions, 'overwrite' | 'readyForPublish' | 'preservePublishState'>;

function readOptions(wire: WireObject, path: string, readPublishing: (fields: FieldReader) => Publishing): OptionsReading {
  const problems: Problems = { missing: [], invalid: [] };
  const fields = readFields(wire, path, problems);
  const references: OptionReference[] = [];
  const postScript = readPostScript(fields.block('postScriptOptions'));
  const postHttpUrl = readHttpUrl(fields, 'postHttpUrl');
  const options: UploadOptions = {
    ...readPublishing(fields),
    createMask: readRequiredFlag(fields, 'createMask'),
    preserveCrop: fields.flag('preserveCrop') ?? true,
    ...readKnockout(fields.block('knockoutBackgroundOptions')),
    ...readCrops(fields),
    photoshop: readPhotoshop(fields.block('photoshopOptions')),
    postScript,
    pdf: readPdf(fields.block('pdfOptions')),
    illustrator: readIllustrator(fields.block('illustratorOptions'), postScript),
    colour: readColour(fields.block('colorManagementOptions'), references),
    autoSetIds: readAutoSets(fields, references),
    projectIds: readProjects(fields, references),
    email: fields.requiredChoice('emailSetting', emailModes),
    ...(postHttpUrl === undefined ? {} : { postHttpUrl }),
    media: readMedia(fields.block('mediaOptions'), references, problems, fields.flag('excludeMasterVideoFromAVS') === false),
    ...readCaptions(fields, references),
    inDesign: { process: fields.block('inDesignOptions').choice('process', ['None', 'Rasterize']) ?? 'None' },
    keywords: readKeywords(fields.text('xmpKeywords')),
    ...readUnsharpMask(fields.block('unsharpMaskOptions')),
    uncompress: readUncompress(fields.block('unCompressOptions')),
  };
  return { ...problems, options, references };
}

function readRequiredFlag(fields: FieldReader, name: string): boolean {
  if (fields.raw(name) === undefined) fields.miss(name);
  return fields.flag(name) ?? false;
}

/** @source specification of UploadPostJob, §3.18 */
export function readHttpUrl(fields: FieldReader, name: string): string | undefined {
  const text = fields.text(name);
  if (text === undefined) return undefined;
  const isUrl = text.length <= 2048 && /^https?:\/\/[^\s/]/i.test(text) && URL.canParse(text);
  if (!isUrl) fields.refuse(name, { expected: 'an http or https URL', received: text.slice(0, 200) });
  return text;
}

/** @source specification of UploadPostJob, §3.19: a negative time means the first frame */
function readMedia(fields: FieldReader, references: OptionReference[], problems: Problems, isMasterInSet: boolean): UploadOptions['media'] {
  const timeMs = fields.block('thumbnailOptions').number('thumbnailTime', {
    min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, isWhole: true,
  });
  const isUsable = timeMs !== undefined && timeMs >= 0;
  const encodings = readEncodings(fields, problems);
  return {
    encodingPresetIds: readEncodingPresets(fields, references),
    ...(encodings.length > 0 && { encodings }),
    generateThumbnail: timeMs !== undefined || (fields.flag('generateThumbnail') ?? true),
    ...(isUsable ? { thumbnailTimeMs: timeMs } : {}),
    ...(isMasterInSet && { isMasterInSet }),
  };
}

/** More would keep an encoder busy for days. */
const mostEncodings = 50;

/** Presets that come along with the job. @source specification of UploadPostJob, §5 "videoEncodingArray" */
function readEncodings(fields: FieldReader, problems: Problems): readonly EncodingPreset[] {
  const items = fields.blocks('videoEncodingArray');
  if (items.length > mostEncodings) fields.refuse('videoEncodingArray', { expected: `at most ${mostEncodings} encodings`, received: items.length });
  return items.slice(0, mostEncodings).flatMap((item, index) => {
    try {
      return [readEncodingPreset(item as PresetFields, fields.pathOf(`videoEncodingArray.items[${index}]`))];
    } catch (thrown) {
      const failure = asFailure(thrown);
      (failure.code === 'MISSING_PARAMETER' ? problems.missing : problems.invalid).push(failure);
      return [];
    }
  });
}

/** What is said of the captions or sounds a job brings. @source specification of UploadPostJob, §5 "audioCaptionsMetadata" */
function readCaptions(fields: FieldReader, references: OptionReference[]): Pick<UploadOptions, 'captions'> {
  const sourceVideoId = readSourceVideo(fields, references);
  const block = fields.block('audioCaptionsMetadata');
  const isDefault = block.flag('isDefault');
  const words = (['label', 'language', 'languageCode', 'role'] as const).flatMap((name) => {
    const text = block.text(name);
    return text === undefined ? [] : [[name, text.slice(0, 200)] as const];
  });
  const track = { ...Object.fromEntries(words), ...(isDefault !== undefined && { isDefault }) };
  if (sourceVideoId === undefined && Object.keys(track).length === 0) return {};
  return { captions: { ...(sourceVideoId !== undefined && { sourceVideoId }), track } };
}

/** @source specification of UploadPostJob, §3.22: amount or radius 0 is off */
function readUnsharpMask(fields: FieldReader): Pick<UploadOptions, 'unsharpMask'> {
  const amount = fields.number('amount', { min: 0, max: 5 }) ?? 0;
  const radiusPx = fields.number('radius', { min: 0, max: 250 }) ?? 1;
  const threshold = fields.number('threshold', { min: 0, max: 255, isWhole: true }) ?? 6;
  const isMonochrome = fields.number('monochrome', { min: 0, max: 1, isWhole: true }) === 1;
  return amount === 0 || radiusPx === 0 ? {} : { unsharpMask: { amount, radiusPx, threshold, isMonochrome } };
}

function readUncompress(fields: FieldReader): boolean {
  return fields.isPresent && fields.requiredChoice('process', ['None', 'UnCompress']) === 'UnCompress';
}
