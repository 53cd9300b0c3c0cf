import type { LogFields } from '#base';

const secretName = /pass(word|wd|phrase)|secret|token|authori[sz]ation|cookie|credential|api-?key/i;
/** `scheme://user:password@host`. */
const passwordInAddress = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@/]+@/gi;
/** Names that every event has already. */
const reservedNames = new Set(['level', 'time', 'pid', 'event']);

const longestTextChars = 4_000;
const longestList = 100;
const deepestLevel = 6;

/** Fields as they may be written: secrets masked, errors spelled out, nothing endless. */
export function cleanFields(fields: LogFields): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, value]) =>
    [reservedNames.has(name) ? `${name}_` : name, cleanNamed(name, value, 1)] as const);
  return Object.fromEntries(entries);
}

const cleanNamed = (name: string, value: unknown, level: number): unknown =>
  secretName.test(name) && value !== undefined && value !== null ? '***' : clean(value, level);

function clean(value: unknown, level: number): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value;
  if (ArrayBuffer.isView(value)) return `<${value.byteLength} bytes>`;
  if (level > deepestLevel) return '…';
  if (value instanceof Error) return cleanError(value, level);
  if (Array.isArray(value)) return value.slice(0, longestList).map((item: unknown) => clean(item, level + 1));
  return Object.fromEntries(Object.entries(value).slice(0, longestList)
    .map(([name, inner]) => [name, cleanNamed(name, inner, level + 1)]));
}

function cleanText(text: string): string {
  const masked = text.replace(passwordInAddress, '$1:***@');
  return masked.length > longestTextChars ? `${masked.slice(0, longestTextChars)}…` : masked;
}

function cleanError(error: Error, level: number): Record<string, unknown> {
  return {
    name: error.name,
    message: cleanText(error.message),
    ...('code' in error ? { code: clean(error.code, level + 1) } : {}),
    ...(error.stack === undefined ? {} : { stack: cleanText(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: clean(error.cause, level + 1) }),
  };
}
