import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure, type Setting } from '#base';

export type SettingValue = string | number | boolean | readonly string[];

/** A setting with its value and where it came from. */
export type SettingReading = {
  readonly setting: Setting;
  readonly value: SettingValue | undefined;
  readonly source: 'environment' | 'config file' | 'default';
};

/** The settings of one process, read once. Asking for a name nobody declared is a programming error. */
export class Settings {
  readonly #readings: ReadonlyMap<string, SettingReading>;

  constructor(readings: ReadonlyMap<string, SettingReading>) {
    this.#readings = readings;
  }

  get readings(): readonly SettingReading[] {
    return [...this.#readings.values()];
  }

  text(name: string): string {
    return String(this.#required(name));
  }
  optionalText(name: string): string | undefined {
    const value = this.#reading(name).value;
    return value === undefined || value === '' ? undefined : String(value);
  }
  integer(name: string): number {
    return Number(this.#required(name));
  }
  optionalInteger(name: string): number | undefined {
    const value = this.#reading(name).value;
    return value === undefined ? undefined : Number(value);
  }
  boolean(name: string): boolean {
    return this.#required(name) === true;
  }
  list(name: string): readonly string[] {
    const value = this.#reading(name).value;
    return Array.isArray(value) ? value : [];
  }

  #reading(name: string): SettingReading {
    const reading = this.#readings.get(name);
    if (reading === undefined) throw new Error(`setting ${name} is not declared`);
    return reading;
  }
  #required(name: string): SettingValue {
    const value = this.#reading(name).value;
    if (value === undefined) throw new Error(`setting ${name} has neither a value nor a default`);
    return value;
  }
}

/** Where values come from: the environment wins over `prepress.config.json` in the working folder. */
export type SettingSources = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly configFile: Readonly<Record<string, unknown>>;
};

/** @throws BAD_SETTING when the config file is not a JSON object. */
export function settingSources(workingFolder = process.cwd()): SettingSources {
  const path = resolve(workingFolder, 'prepress.config.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return { environment: process.env, configFile: {} };
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      return { environment: process.env, configFile: parsed as Record<string, unknown> };
    }
  } catch (cause) {
    throw new Failure('BAD_SETTING', { name: path, expected: 'a JSON object', received: text.slice(0, 40) }, { cause });
  }
  throw new Failure('BAD_SETTING', { name: path, expected: 'a JSON object', received: text.slice(0, 40) });
}

/** Reads and checks every declared setting. @throws BAD_SETTING naming the first bad one. */
export function readSettings(declared: readonly Setting[], sources: SettingSources): Settings {
  const readings = new Map<string, SettingReading>();
  for (const setting of declared) readings.set(setting.name, readSetting(setting, sources));
  return new Settings(readings);
}

/** @throws BAD_SETTING */
export function readSetting(setting: Setting, sources: SettingSources): SettingReading {
  const fromEnvironment = sources.environment[setting.name];
  if (fromEnvironment !== undefined && fromEnvironment !== '') {
    return { setting, value: parse(setting, fromEnvironment), source: 'environment' };
  }
  const fromFile = sources.configFile[setting.name];
  if (fromFile !== undefined) {
    const text = Array.isArray(fromFile) ? fromFile.join(',') : String(fromFile);
    return { setting, value: parse(setting, text), source: 'config file' };
  }
  return { setting, value: setting.default, source: 'default' };
}

/** Names that look like settings of ours but are not: most often a typing mistake. */
export function unknownNames(declared: readonly Setting[], sources: SettingSources): readonly string[] {
  const known = new Set(declared.map(({ name }) => name));
  const given = [...Object.keys(sources.environment).filter((name) => name.startsWith('PREPRESS_')), ...Object.keys(sources.configFile)];
  return [...new Set(given)].filter((name) => !known.has(name) && !name.startsWith('PREPRESS_TEST_') && name !== 'PREPRESS_CORPUS');
}

function parse(setting: Setting, text: string): SettingValue {
  switch (setting.kind) {
    case 'text':
    case 'secret':
      return text;
    case 'list':
      return text.split(',').map((word) => word.trim()).filter((word) => word !== '');
    case 'boolean':
      if (/^(true|1)$/i.test(text)) return true;
      if (/^(false|0)$/i.test(text)) return false;
      throw bad(setting, 'true or false', text);
    case 'choice':
      if (setting.choices?.includes(text)) return text;
      throw bad(setting, `one of ${setting.choices?.join(', ')}`, text);
    case 'integer': {
      const value = Number(text);
      const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = setting;
      if (/^-?\d+$/.test(text.trim()) && value >= min && value <= max) return value;
      throw bad(setting, `an integer from ${min} to ${max}`, text);
    }
  }
}

function bad(setting: Setting, expected: string, received: string): Failure {
  return new Failure('BAD_SETTING', { name: setting.name, expected, received: setting.kind === 'secret' ? '(hidden)' : received });
}
