import { Failure } from '#base';
import { overwriteModes, type CompanySettings, type ImagePreset } from './types.ts';

/** What a company that decided nothing uploads with. */
export const defaultCompanySettings: CompanySettings = {
  overwriteMode: 'OverwriteFullName',
  retainPublishState: true,
  defaultSourceProfileId: undefined,
  defaultDisplayProfileId: undefined,
  iptcExifMappingXsltId: undefined,
  xmpMappingXsltId: undefined,
  diskSpaceWarningMin: undefined,
  emailTrashCleanupWarning: true,
  pdfProcessingPageLimit: 100,
  javascriptUploadEnabled: false,
  psdTemplateSuffix: undefined,
  psdLayerNames: undefined,
  imageServing: {},
  imagePresets: [],
};

type Check = { readonly expected: string; readonly isRight: (value: unknown) => boolean };

const isWhole = (value: unknown, min: number, max: number): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;
const flag: Check = { expected: 'true or false', isRight: (value) => typeof value === 'boolean' };
const assetId: Check = {
  expected: 'the handle of an asset', isRight: (value) => isWhole(value, 1, Number.MAX_SAFE_INTEGER),
};

const checks: { readonly [Name in keyof CompanySettings]: Check } = {
  overwriteMode: {
    expected: `one of ${overwriteModes.join(', ')}`,
    isRight: (value) => (overwriteModes as readonly unknown[]).includes(value),
  },
  retainPublishState: flag,
  defaultSourceProfileId: assetId,
  defaultDisplayProfileId: assetId,
  iptcExifMappingXsltId: assetId,
  xmpMappingXsltId: assetId,
  diskSpaceWarningMin: { expected: 'a whole number of at least 0', isRight: (value) => isWhole(value, 0, 2 ** 31 - 1) },
  emailTrashCleanupWarning: flag,
  pdfProcessingPageLimit: {
    expected: 'a whole number from 1 to 100000', isRight: (value) => isWhole(value, 1, 100_000),
  },
  javascriptUploadEnabled: flag,
  psdTemplateSuffix: {
    expected: 'up to 64 characters that names of assets may have', isRight: (value) => typeof value === 'string' && /^[^\\/:*?"<>|%#&=\p{Cc}]{1,64}$/u.test(value),
  },
  psdLayerNames: {
    expected: 'at most 100 names of at most 64 characters',
    isRight: (value) => Array.isArray(value) && value.length <= 100 && value.every((name) => typeof name === 'string' && name.length > 0 && name.length <= 64),
  },
  imageServing: {
    expected: 'at most 200 names of letters and digits, each with a text of at most 2000 characters',
    isRight: isNamedTexts,
  },
  imagePresets: {
    expected: 'at most 1000 image presets, each with an id and a name of its own and at most 4000 characters',
    isRight: isPresets,
  },
};

/** Lays stored settings over the defaults; what an older version stored and we no longer know is left out. */
export function readSettings(stored: unknown): CompanySettings {
  const known = Object.entries(stored ?? {})
    .filter(([name, value]) => isSettingName(name) && checks[name].isRight(value));
  return { ...defaultCompanySettings, ...Object.fromEntries(known) };
}

/** @returns the stored settings with the change in them; an undefined value is removed.
 *  @throws INVALID_PARAMETER */
export function mergeSettings(stored: unknown, change: Partial<CompanySettings>): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...(stored as object) };
  for (const [name, value] of Object.entries(change)) {
    if (!isSettingName(name)) {
      throw new Failure('INVALID_PARAMETER', { name, expected: 'a company setting', received: String(value) });
    }
    const check = checks[name];
    if (value === undefined) delete merged[name];
    else if (check.isRight(value)) merged[name] = value;
    else throw new Failure('INVALID_PARAMETER', { name, expected: check.expected, received: JSON.stringify(value) });
  }
  return merged;
}

function isSettingName(name: string): name is keyof CompanySettings {
  return Object.hasOwn(checks, name);
}

function isNamedTexts(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return entries.length <= 200 && entries.every(([name, text]) => /^[A-Za-z][A-Za-z0-9]{0,63}$/.test(name)
    && typeof text === 'string' && text.length <= 2000 && !text.includes('\0'));
}

function isPresets(value: unknown): boolean {
  if (!Array.isArray(value) || value.length > 1000 || !value.every(isPreset)) return false;
  const names = value.map(({ name }) => name.toLowerCase());
  return new Set(names).size === names.length && new Set(value.map(({ id }) => id)).size === value.length;
}

function isPreset(value: unknown): value is ImagePreset {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, urlModifier } = value as { readonly [key: string]: unknown };
  return isWhole(id, 1, Number.MAX_SAFE_INTEGER) && typeof name === 'string' && /^[^$&=]{1,200}$/.test(name)
    && typeof urlModifier === 'string' && urlModifier.length <= 4000;
}
