import { byteReader } from '../bytes.ts';
import { photoshopResources } from '../photoshop/resources.ts';
import { latinText, strictUtf8 } from '../text.ts';

/** What IPTC records say in words. Texts are trimmed and never empty. */
export type IptcFacts = {
  readonly title: string | undefined;
  readonly description: string | undefined;
  /** Repeated ones once; at most 1000. */
  readonly keywords: readonly string[];
  readonly creators: readonly string[];
  readonly rights: string | undefined;
  /** ISO 8601: a date, with its time and zone where they are there. */
  readonly createdOn: string | undefined;
};

type Record = { readonly id: string; readonly content: Uint8Array };

const limits = { records: 10_000, items: 1000 };

/** Resource that holds the records. @source Adobe Photoshop file formats specification, "Image resource IDs" */
const iptcResource = 1028;

/** IPTC records from a block of Photoshop resources; undefined when it has none. */
export function iptcOfPhotoshop(block: Uint8Array): Uint8Array | undefined {
  return photoshopResources(block).find((resource) => resource.id === iptcResource && resource.content.byteLength > 0)?.content;
}

/** Reads the records of the envelope and the application; stops quietly where they are damaged.
 *  @param records Bytes of the records as resource 1028 and TIFF tag 33723 hold them.
 *  @source IPTC-NAA Information Interchange Model 4.2, §1.5, §1.6 and chapter 6 */
export function iptcFacts(records: Uint8Array): IptcFacts {
  const all = readRecords(records);
  // Escape sequence for UTF-8; without one the text is whatever the writer's machine used, mostly Latin-1.
  const isUtf8 = all.some(({ id, content }) => id === '1:90' && latinText(content).startsWith('\x1b%G'));
  const texts = (id: string): readonly string[] => {
    const found = all.filter((record) => record.id === id).map(({ content }) => textOf(content, isUtf8)).filter((text) => text !== '');
    return [...new Set(found)].slice(0, limits.items);
  };
  return {
    title: texts('2:5')[0] ?? texts('2:105')[0],
    description: texts('2:120')[0],
    keywords: texts('2:25'),
    creators: texts('2:80'),
    rights: texts('2:116')[0],
    createdOn: dateOf(texts('2:55')[0], texts('2:60')[0]),
  };
}

function readRecords(bytes: Uint8Array): readonly Record[] {
  const numbers = byteReader(bytes, 'big', 'IPTC');
  const found: Record[] = [];
  try {
    for (let at = 0; at + 5 <= bytes.byteLength && found.length < limits.records;) {
      if (numbers.u8(at) !== 0x1c) break;
      const id = `${numbers.u8(at + 1)}:${numbers.u8(at + 2)}`;
      const size = numbers.u16(at + 3);
      // An extended record says in 1 to 4 bytes how long it is.
      const lengthBytes = size & 0x8000 ? size & 0x7fff : 0;
      if (lengthBytes > 4) break;
      let length = lengthBytes === 0 ? size : 0;
      for (let index = 0; index < lengthBytes; index++) length = length * 256 + numbers.u8(at + 5 + index);
      const start = at + 5 + lengthBytes;
      found.push({ id, content: numbers.bytes(start, length) });
      at = start + length;
    }
  } catch {
    // What was read before the damage is kept.
  }
  return found;
}

function textOf(content: Uint8Array, isUtf8: boolean): string {
  const text = (isUtf8 ? strictUtf8(content) : undefined) ?? latinText(content);
  return text.replaceAll('\0', '').trim();
}

/** CCYYMMDD and HHMMSS±HHMM. */
function dateOf(date: string | undefined, time: string | undefined): string | undefined {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(date ?? '') ?? [];
  if (year === undefined || year === '0000') return undefined;
  const [, hour, minute, second, zone, zoneMinute] = /^(\d\d)(\d\d)(\d\d)(?:([+-]\d\d)(\d\d))?$/.exec(time ?? '') ?? [];
  const clock = hour === undefined ? '' : `T${hour}:${minute}:${second}${zone === undefined ? '' : `${zone}:${zoneMinute}`}`;
  return `${year}-${month}-${day}${clock}`;
}
