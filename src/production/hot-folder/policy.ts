import { Failure, type Setting } from '#base';

/** What a job on a folder of the server goes by. */
export type HotFolderPolicy = {
  /** Holds a folder for each company, named like its root. Undefined: there is none, and such jobs end in error. */
  readonly rootPath: string | undefined;
  /** How long a file must have been left alone before it is taken. */
  readonly settleMs: number;
  /** Names of files that somebody is still sending. */
  readonly temporary: RegExp;
  /** Age at which they are removed; 0: never. */
  readonly temporaryMs: number;
};

/** @source specification of job tracking, §7 "UploadDirectoryJob" */
export const defaultHotFolderPolicy: HotFolderPolicy = { rootPath: undefined, settleMs: 10_000, temporary: /^\.in\..+/, temporaryMs: 3_600_000 };

export const hotFolderSettings: readonly Setting[] = [
  {
    name: 'PREPRESS_HOT_FOLDER', kind: 'text', defaultText: 'none',
    meaning: 'Folder of this machine that `uploadDirectoryJob` reads, with one folder in it for each company, named like its root; without it such jobs end in error.',
  },
  {
    name: 'PREPRESS_HOT_FOLDER_SETTLE_SECONDS', kind: 'integer', unit: 's', min: 0, max: 86_400, default: defaultHotFolderPolicy.settleMs / 1000,
    meaning: 'How long a file in the hot folder must have been left alone before it is taken.',
  },
  {
    name: 'PREPRESS_HOT_FOLDER_TEMPORARY', kind: 'text', default: defaultHotFolderPolicy.temporary.source,
    meaning: 'Regular expression for names of files that somebody is still sending: they are passed over.',
  },
  {
    name: 'PREPRESS_HOT_FOLDER_TEMPORARY_SECONDS', kind: 'integer', unit: 's', min: 0, max: 31_536_000, default: defaultHotFolderPolicy.temporaryMs / 1000,
    meaning: 'Age at which such files are removed; 0: never.',
  },
];

/** The policy as the settings say. @throws BAD_SETTING for a pattern that is none */
export function hotFolderPolicy(settings: { integer(name: string): number; text(name: string): string; optionalText(name: string): string | undefined }): HotFolderPolicy {
  return {
    rootPath: settings.optionalText('PREPRESS_HOT_FOLDER'),
    settleMs: settings.integer('PREPRESS_HOT_FOLDER_SETTLE_SECONDS') * 1000,
    temporary: patternOf(settings.text('PREPRESS_HOT_FOLDER_TEMPORARY')),
    temporaryMs: settings.integer('PREPRESS_HOT_FOLDER_TEMPORARY_SECONDS') * 1000,
  };
}

function patternOf(text: string): RegExp {
  try {
    return new RegExp(text, 'u');
  } catch (cause) {
    throw new Failure('BAD_SETTING', { name: 'PREPRESS_HOT_FOLDER_TEMPORARY', expected: 'a regular expression', received: text }, { cause });
  }
}
