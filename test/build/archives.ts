import { crc32, deflateRawSync } from 'node:zlib';

/** An entry of a ZIP to make. What it says of itself may be anything but the truth. */
export type ZipEntryToMake = {
  readonly name: string | Buffer;
  readonly bytes?: Uint8Array;
  /** 0 stored, 8 deflated; for others the bytes are put in as they are. Default 8. */
  readonly method?: number;
  /** Bit 0 encrypted, 3 descriptor behind the data, 11 UTF-8. Default: UTF-8 where the name is a string. */
  readonly flags?: number;
  readonly extra?: Buffer;
  readonly madeBy?: number;
  readonly attributes?: number;
  /** What the directory says instead of the truth. */
  readonly lies?: { readonly sizeBytes?: number; readonly packedBytes?: number; readonly crc?: number; readonly offset?: number };
  /** Sizes and offset stand in the extra field, as above 4 GiB. */
  readonly isZip64?: boolean;
  /** Already packed bytes, in place of `bytes` packed. */
  readonly packed?: Uint8Array;
};

const fixedDate = ((2024 - 1980) << 9) | (5 << 5) | 17;
const fixedTime = (12 << 11) | (34 << 5) | 28;
/** When all entries were changed last, read as UTC. */
export const zipModifiedAt = new Date(Date.UTC(2024, 4, 17, 12, 34, 56));

/** Makes a ZIP archive. @source APPNOTE.TXT 6.3.10, §4.3 */
export function zipOf(entries: readonly ZipEntryToMake[], archive: { readonly isZip64?: boolean; readonly comment?: string } = {}): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { name, bytes = new Uint8Array(), method = 8, lies = {}, isZip64 = false } = entry;
    const nameBytes = Buffer.from(name as string);
    const packed = Buffer.from(entry.packed ?? (method === 8 ? deflateRawSync(bytes) : bytes));
    const flags = entry.flags ?? (typeof name === 'string' ? 0x800 : 0);
    const facts = { crc: lies.crc ?? crc32(bytes), packed: lies.packedBytes ?? packed.length, size: lies.sizeBytes ?? bytes.length };
    const hasDescriptor = (flags & 8) !== 0;
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    writeShared(head, 4, { method, flags, facts: hasDescriptor ? { crc: 0, packed: 0, size: 0 } : facts, nameBytes, isZip64: isZip64 && !hasDescriptor });
    const localExtra = isZip64 && !hasDescriptor ? zip64Field([facts.size, facts.packed]) : Buffer.alloc(0);
    head.writeUInt16LE(localExtra.length, 28);
    const descriptor = hasDescriptor ? Buffer.alloc(16) : Buffer.alloc(0);
    if (hasDescriptor) {
      descriptor.writeUInt32LE(0x08074b50, 0);
      descriptor.writeUInt32LE(facts.crc, 4);
      descriptor.writeUInt32LE(facts.packed % 2 ** 32, 8);
      descriptor.writeUInt32LE(facts.size % 2 ** 32, 12);
    }
    local.push(head, nameBytes, localExtra, packed, descriptor);
    const at = lies.offset ?? offset;
    offset += head.length + nameBytes.length + localExtra.length + packed.length + descriptor.length;
    const extra = Buffer.concat([isZip64 ? zip64Field([facts.size, facts.packed, at]) : Buffer.alloc(0), entry.extra ?? Buffer.alloc(0)]);
    const record = Buffer.alloc(46);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE(entry.madeBy ?? 0x031e, 4);
    writeShared(record, 6, { method, flags, facts, nameBytes, isZip64 });
    record.writeUInt16LE(extra.length, 30);
    record.writeUInt32LE((entry.attributes ?? 0) >>> 0, 38);
    record.writeUInt32LE(isZip64 ? 0xffffffff : at, 42);
    central.push(record, nameBytes, extra);
  }
  const directory = Buffer.concat(central);
  const end = endOf(entries.length, directory.length, offset, archive.comment ?? '');
  const end64 = archive.isZip64 === true ? end64Of(entries.length, directory.length, offset) : Buffer.alloc(0);
  return Buffer.concat([...local, directory, end64, end]);
}

type Shared = {
  readonly method: number; readonly flags: number; readonly nameBytes: Buffer; readonly isZip64: boolean;
  readonly facts: { readonly crc: number; readonly packed: number; readonly size: number };
};

/** The part that both kinds of header have. */
function writeShared(head: Buffer, at: number, { method, flags, facts, nameBytes, isZip64 }: Shared): void {
  head.writeUInt16LE(20, at);
  head.writeUInt16LE(flags, at + 2);
  head.writeUInt16LE(method, at + 4);
  head.writeUInt16LE(fixedTime, at + 6);
  head.writeUInt16LE(fixedDate, at + 8);
  head.writeUInt32LE(facts.crc, at + 10);
  head.writeUInt32LE(isZip64 ? 0xffffffff : facts.packed, at + 14);
  head.writeUInt32LE(isZip64 ? 0xffffffff : facts.size, at + 18);
  head.writeUInt16LE(nameBytes.length, at + 22);
}

function zip64Field(values: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + values.length * 8);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(values.length * 8, 2);
  values.forEach((value, index) => field.writeBigUInt64LE(BigInt(value), 4 + index * 8));
  return field;
}

function endOf(count: number, directoryBytes: number, offset: number, comment: string): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, 0xffff), 8);
  end.writeUInt16LE(Math.min(count, 0xffff), 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([end, Buffer.from(comment)]);
}

function end64Of(count: number, directoryBytes: number, offset: number): Buffer {
  const end = Buffer.alloc(56);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeBigUInt64LE(BigInt(count), 24);
  end.writeBigUInt64LE(BigInt(count), 32);
  end.writeBigUInt64LE(BigInt(directoryBytes), 40);
  end.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + directoryBytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([end, locator]);
}

/** Info-ZIP's field with the name in UTF-8, beside one in another encoding. */
export function unicodePathField(nameBytes: Buffer, name: string): Buffer {
  const text = Buffer.from(name);
  const field = Buffer.alloc(9 + text.length);
  field.writeUInt16LE(0x7075, 0);
  field.writeUInt16LE(5 + text.length, 2);
  field.writeUInt8(1, 4);
  field.writeUInt32LE(crc32(nameBytes), 5);
  text.copy(field, 9);
  return field;
}

/** Attributes of a Unix mode. */
export const unixMode = (mode: number): number => (mode << 16) >>> 0;

/** An entry of a tar to make. */
export type TarEntryToMake = {
  readonly name: string | Buffer;
  readonly bytes?: Uint8Array;
  /** 0 file, 1 hard link, 2 symbolic link, 3 and 4 devices, 5 folder, 6 pipe, S sparse, x, g, L … */
  readonly type?: string;
  readonly linkName?: string;
  /** What the header says instead of the truth; a string is put in as it is. */
  readonly size?: number | string | Buffer;
  readonly prefix?: string;
  /** Default ustar; `v7` has no mark. */
  readonly form?: 'ustar' | 'gnu' | 'v7';
};

/** Makes a tar. @source POSIX.1-2017, pax, "ustar Interchange Format" */
export function tarOf(entries: readonly TarEntryToMake[], isEnded = true): Buffer {
  return Buffer.concat([...entries.flatMap(({ bytes = new Uint8Array(), ...entry }) => [
    tarHeader(entry, bytes.length), bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512),
  ]), Buffer.alloc(isEnded ? 1024 : 0)]);
}

function tarHeader({ name, type = '0', linkName = '', size, prefix = '', form = 'ustar' }: Omit<TarEntryToMake, 'bytes'>, sizeBytes: number): Buffer {
  const header = Buffer.alloc(512);
  Buffer.from(name as string).copy(header, 0, 0, 100);
  header.write('0000644\0', 100);
  header.write('0001750\0', 108);
  header.write('0001750\0', 116);
  if (Buffer.isBuffer(size)) size.copy(header, 124, 0, 12);
  else header.write(typeof size === 'string' ? size : `${(size ?? sizeBytes).toString(8).padStart(11, '0')}\0`, 124, 12);
  header.write('14621672760\0', 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write(linkName, 157, 100);
  if (form === 'ustar') header.write('ustar\x0000', 257, 'latin1');
  if (form === 'gnu') header.write('ustar  \0', 257, 'latin1');
  header.write(prefix, 345, 155);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** An extended header for the entry that follows, or (`g`) all that do. */
export function paxEntry(values: Readonly<Record<string, string>>, type: 'x' | 'g' = 'x'): TarEntryToMake {
  const lines = Object.entries(values).map(([key, value]) => {
    const rest = ` ${key}=${value}\n`;
    const restBytes = Buffer.byteLength(rest);
    let length = restBytes + 1;
    while (String(length).length + restBytes !== length) length += 1;
    return `${length}${rest}`;
  });
  return { name: 'PaxHeader/x', type, bytes: Buffer.from(lines.join('')) };
}

/** GNU's way to say a long name. */
export function gnuLongName(name: string): TarEntryToMake {
  return { name: '././@LongLink', type: 'L', form: 'gnu', bytes: Buffer.from(`${name}\0`) };
}
