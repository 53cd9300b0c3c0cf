import type { Setting } from '#base';
import type { ArchiveLimits } from './types.ts';

/** @source specification of UploadPostJob, §3.23; the largest file is as large as one that is sent alone, and folders are as
 *  deep as paths of 1024 characters are in practice. */
export const defaultArchiveLimits: ArchiveLimits = {
  files: 10_000,
  totalBytes: 20 * 2 ** 30,
  fileBytes: 2 * 2 ** 30,
  ratio: 200,
  depth: 32,
  timeMs: 3_600_000,
};

/** Settings of unpacking. */
export const archiveSettings: readonly Setting[] = [
  {
    name: 'PREPRESS_ARCHIVE_MAX_FILES', kind: 'integer', unit: 'files', min: 1, max: 1_000_000, default: defaultArchiveLimits.files,
    meaning: 'Files an archive may hold; unpacking ends there.',
  },
  {
    name: 'PREPRESS_ARCHIVE_MAX_BYTES', kind: 'integer', unit: 'bytes', min: 1, max: Number.MAX_SAFE_INTEGER, default: defaultArchiveLimits.totalBytes,
    meaning: 'Bytes that may come out of an archive, counted while they do; unpacking ends there.',
  },
  {
    name: 'PREPRESS_ARCHIVE_FILE_MAX_BYTES', kind: 'integer', unit: 'bytes', min: 1, max: Number.MAX_SAFE_INTEGER, default: defaultArchiveLimits.fileBytes,
    meaning: 'Size of a file in an archive beyond which it is left out with an error.',
  },
  {
    name: 'PREPRESS_ARCHIVE_MAX_RATIO', kind: 'integer', min: 2, max: 100_000, default: defaultArchiveLimits.ratio,
    meaning: 'How many times larger than in the archive a file may become; what is above 1 MB and more than that is left out with an error.',
  },
  {
    name: 'PREPRESS_ARCHIVE_MAX_DEPTH', kind: 'integer', unit: 'folders', min: 1, max: 255, default: defaultArchiveLimits.depth,
    meaning: 'Folders in folders of an archive; files below that are left out with an error.',
  },
  {
    name: 'PREPRESS_ARCHIVE_TIME_LIMIT_SECONDS', kind: 'integer', unit: 's', min: 1, max: 86_400, default: defaultArchiveLimits.timeMs / 1000,
    meaning: 'An archive whose unpacking takes longer ends in error; what came out before stays.',
  },
];

/** The limits as the settings say. */
export function archiveLimits(settings: { integer(name: string): number }): ArchiveLimits {
  return {
    files: settings.integer('PREPRESS_ARCHIVE_MAX_FILES'),
    totalBytes: settings.integer('PREPRESS_ARCHIVE_MAX_BYTES'),
    fileBytes: settings.integer('PREPRESS_ARCHIVE_FILE_MAX_BYTES'),
    ratio: settings.integer('PREPRESS_ARCHIVE_MAX_RATIO'),
    depth: settings.integer('PREPRESS_ARCHIVE_MAX_DEPTH'),
    timeMs: settings.integer('PREPRESS_ARCHIVE_TIME_LIMIT_SECONDS') * 1000,
  };
}
