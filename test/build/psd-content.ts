import { psdBlock, u16, u32, wideText } from './psd.ts';

/** A value of a descriptor to make, and its kind where JavaScript's own does not tell it. */
export type BuildValue =
  | string | boolean | Uint8Array | readonly BuildValue[]
  | { readonly double: number } | { readonly long: number }
  | { readonly unit: string; readonly amount: number }
  | { readonly choice: string; readonly chosen: string }
  | { readonly className: string; readonly values: Readonly<Record<string, BuildValue>> };

/** A descriptor behind its version number. */
export function versionedDescriptor(className: string, values: Readonly<Record<string, BuildValue>>): Buffer {
  return Buffer.concat([u32(16), descriptorBytes(className, values)]);
}

export function descriptorBytes(className: string, values: Readonly<Record<string, BuildValue>>): Buffer {
  const entries = Object.entries(values);
  return Buffer.concat([wideText(''), keyBytes(className), u32(entries.length), ...entries.flatMap(([key, value]) => [keyBytes(key), valueBytes(value)])]);
}

/** Keys of up to four characters are padded to that; longer ones stand with their length. */
export function keyBytes(key: string): Buffer {
  return key.length <= 4 ? Buffer.concat([u32(0), Buffer.from(key.padEnd(4), 'latin1')]) : Buffer.concat([u32(key.length), Buffer.from(key, 'latin1')]);
}

function valueBytes(value: BuildValue): Buffer {
  const typed = (type: string, ...parts: readonly Uint8Array[]): Buffer => Buffer.concat([Buffer.from(type, 'latin1'), ...parts]);
  if (typeof value === 'string') return typed('TEXT', wideText(`${value}\0`));
  if (typeof value === 'boolean') return typed('bool', Buffer.of(value ? 1 : 0));
  if (value instanceof Uint8Array) return typed('tdta', u32(value.length), value);
  if (isList(value)) return typed('VlLs', u32(value.length), ...value.map(valueBytes));
  if ('double' in value) return typed('doub', f64(value.double));
  if ('long' in value) return typed('long', u32(value.long));
  if ('unit' in value) return typed('UntF', Buffer.from(value.unit, 'latin1'), f64(value.amount));
  if ('choice' in value) return typed('enum', keyBytes(value.choice), keyBytes(value.chosen));
  return typed('Objc', descriptorBytes(value.className, value.values));
}

function isList(value: BuildValue): value is readonly BuildValue[] {
  return Array.isArray(value);
}

export function f64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}

export const pixels = (amount: number): BuildValue => ({ unit: '#Pxl', amount });
export const percent = (amount: number): BuildValue => ({ unit: '#Prc', amount });
export const rgbColour = (red: number, green: number, blue: number): BuildValue =>
  ({ className: 'RGBC', values: { 'Rd  ': { double: red }, 'Grn ': { double: green }, 'Bl  ': { double: blue } } });

/** A block of effects. */
export function effectsBlock(values: Readonly<Record<string, BuildValue>>, key = 'lfx2'): Buffer {
  return psdBlock(key, Buffer.concat([u32(0), versionedDescriptor('null', values)]));
}

/** A block of text. @param engine In the notation of the text engine, strings as `engineString` makes them. */
export function textBlock(engine: string | Buffer, options: { readonly transform?: readonly number[]; readonly warp?: string; readonly isVertical?: boolean } = {}): Buffer {
  const { transform = [1, 0, 0, 1, 0, 0], warp = 'warpNone', isVertical = false } = options;
  return psdBlock('TySh', Buffer.concat([
    u16(1), ...transform.map(f64), u16(50),
    versionedDescriptor('TxLr', {
      'Txt ': 'ignored', Ornt: { choice: 'Ornt', chosen: isVertical ? 'Vrtc' : 'Hrzn' },
      EngineData: typeof engine === 'string' ? Buffer.from(engine, 'latin1') : engine,
    }),
    u16(1), versionedDescriptor('warp', { warpStyle: { choice: 'warpStyle', chosen: warp } }), Buffer.alloc(32),
  ]));
}

/** A string of the text engine: UTF-16 with its mark, brackets and backslashes escaped; to be written as Latin-1. */
export function engineString(text: string): string {
  const bytes = Buffer.concat([Buffer.of(0xfe, 0xff), Buffer.from(text, 'utf16le').swap16()]).toString('latin1');
  return `(${bytes.replace(/[()\\]/g, (mark) => `\\${mark}`)})`;
}
