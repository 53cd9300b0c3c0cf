import type { FailureParams } from './failures.ts';
import { german } from './texts.de.ts';
import { english, type TextKey } from './texts.en.ts';

export type { TextKey };

/** Languages that fault reasons and job log lines exist in. */
export const locales = ['en', 'de'] as const;
export type Locale = (typeof locales)[number];

const catalogues: Readonly<Record<Locale, Readonly<Record<TextKey, string>>>> = { en: english, de: german };

/** Picks the language for a locale tag: `de-CH` and `de_CH` read German; what we do not speak reads `fallback`. */
export function localeOf(tag: string | undefined, fallback: Locale = 'en'): Locale {
  const language = tag?.trim().split(/[-_]/)[0]?.toLowerCase();
  return locales.find((locale) => locale === language) ?? fallback;
}

/** Renders a text with its `{named}` values; a name without a value stays as it stands. */
export function renderText(tag: string, key: TextKey, params: FailureParams): string {
  return catalogues[localeOf(tag)][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
