import { byteReader, type ByteReader } from '../bytes.ts';

/** What an ICC profile says of itself. */
export type IccFacts = {
  readonly profileClass: 'Input' | 'Display' | 'Output' | 'DeviceLink' | 'ColorSpaceConversion' | 'Abstract' | 'NamedColor' | 'Unknown';
  /** Signature of the device side, trimmed: `RGB`, `CMYK`, `GRAY`, `Lab` … */
  readonly space: string;
  /** Signature of the connection side: `XYZ` or `Lab`. */
  readonly connectionSpace: string;
  /** Text of the description tag, such as `sRGB IEC61966-2.1`. */
  readonly description: string | undefined;
};

const classes: Readonly<Record<string, IccFacts['profileClass']>> = {
  scnr: 'Input', mntr: 'Display', prtr: 'Output', link: 'DeviceLink', spac: 'ColorSpaceConversion', abst: 'Abstract', nmcl: 'NamedColor',
};

const maxDescriptionLength = 1024;

/** Reads the header and description; undefined when the bytes are no profile. Never throws.
 *  @source ICC.1:2022 §7.2 "Profile header", §9.2.41; ICC.1:2001-04 §6.5.17 for the old description type */
export function iccFacts(profile: Uint8Array): IccFacts | undefined {
  if (profile.byteLength < 132) return undefined;
  const numbers = byteReader(profile, 'big', 'ICC profile');
  if (numbers.latin1(36, 4) !== 'acsp') return undefined;
  return {
    profileClass: classes[numbers.latin1(12, 4)] ?? 'Unknown',
    space: numbers.latin1(16, 4).trim(),
    connectionSpace: numbers.latin1(20, 4).trim(),
    description: readDescription(numbers),
  };
}

function readDescription(numbers: ByteReader): string | undefined {
  try {
    const tagCount = Math.min(numbers.u32(128), 1000);
    for (let index = 0; index < tagCount; index++) {
      const at = 132 + index * 12;
      if (numbers.latin1(at, 4) === 'desc') return readText(numbers, numbers.u32(at + 4));
    }
  } catch {
    // A profile with a lying tag table still has a usable header.
  }
  return undefined;
}

function readText(numbers: ByteReader, at: number): string | undefined {
  const type = numbers.latin1(at, 4);
  if (type === 'desc') {
    const length = Math.min(numbers.u32(at + 8), maxDescriptionLength);
    return cleanText(numbers.latin1(at + 12, length));
  }
  if (type !== 'mluc') return undefined;
  const count = Math.min(numbers.u32(at + 8), 100);
  const records = Array.from({ length: count }, (_, index) => at + 16 + index * 12);
  const record = records.find((place) => numbers.latin1(place, 2) === 'en') ?? records[0];
  if (record === undefined) return undefined;
  const length = Math.min(numbers.u32(record + 4), maxDescriptionLength * 2);
  return cleanText(new TextDecoder('utf-16be').decode(numbers.bytes(at + numbers.u32(record + 8), length)));
}

function cleanText(text: string): string | undefined {
  const end = text.indexOf('\0');
  return (end < 0 ? text : text.slice(0, end)).trim() || undefined;
}
