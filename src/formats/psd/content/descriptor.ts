import { brokenFile, byteReader, type ByteReader } from '../../bytes.ts';

/** A value of a descriptor. References, which say where a thing is in a program, are left out. */
export type PsdValue = number | boolean | string | Uint8Array | PsdUnitValue | PsdEnumValue | readonly PsdValue[] | PsdDescriptor | undefined;

/** A number with its unit: `#Pxl` pixels, `#Prc` percent, `#Ang` degrees, `#Pnt` points, `#Rlt`, `#Rsl`, `#Nne`, `#Mlm`. */
export type PsdUnitValue = { readonly unit: string; readonly amount: number };

/** One of a closed choice, such as `BlnM` `Mltp`. */
export type PsdEnumValue = { readonly choice: string; readonly chosen: string };

/** Named values, as newer parts of a document keep everything. Keys and classes are four characters, or a word; blanks at
 *  their ends are left out. */
export type PsdDescriptor = { readonly className: string; readonly values: ReadonlyMap<string, PsdValue> };

/** Effects go about 6 deep; nothing is as deep as this. */
const maxDepth = 32;

type Reading = { readonly numbers: ByteReader; at: number };

/** Reads a descriptor behind its version number, as nearly all blocks have it.
 *  @throws BROKEN_FILE
 *  @source Adobe Photoshop file formats specification, "Descriptor structure" */
export function readVersionedDescriptor(content: Uint8Array, offset: number): { readonly descriptor: PsdDescriptor; readonly end: number } {
  const numbers = byteReader(content, 'big', 'Photoshop descriptor');
  const version = numbers.u32(offset);
  if (version !== 16) throw brokenFile(`a Photoshop descriptor of version ${version}`);
  const reading = { numbers, at: offset + 4 };
  return { descriptor: readDescriptor(reading, 0), end: reading.at };
}

function readDescriptor(reading: Reading, depth: number): PsdDescriptor {
  if (depth > maxDepth) throw brokenFile('a Photoshop descriptor is nested too deeply');
  readWide(reading);
  const className = readKey(reading);
  const count = takeU32(reading);
  const values = new Map<string, PsdValue>();
  for (let index = 0; index < count; index++) {
    const key = readKey(reading);
    values.set(key, readValue(reading, takeText(reading, 4), depth));
  }
  return { className, values };
}

const readers: Readonly<Record<string, (reading: Reading, depth: number) => PsdValue>> = {
  Objc: (reading, depth) => readDescriptor(reading, depth + 1),
  GlbO: (reading, depth) => readDescriptor(reading, depth + 1),
  VlLs: readList,
  doub: takeF64,
  UntF: (reading) => ({ unit: takeText(reading, 4), amount: takeF64(reading) }),
  UnFl: (reading) => {
    const unit = takeText(reading, 4);
    return Array.from({ length: checkCount(reading, takeU32(reading), 8) }, () => ({ unit, amount: takeF64(reading) }));
  },
  TEXT: readWide,
  enum: (reading) => ({ choice: readKey(reading), chosen: readKey(reading) }),
  long: (reading) => takeI32(reading),
  comp: (reading) => takeI32(reading) * 2 ** 32 + takeU32(reading),
  bool: (reading) => takeBytes(reading, 1)[0] !== 0,
  type: readClass, GlbC: readClass,
  alis: (reading) => takeBytes(reading, takeU32(reading)),
  tdta: (reading) => takeBytes(reading, takeU32(reading)),
  'Pth ': (reading) => takeBytes(reading, takeU32(reading)),
  'obj ': readReference,
  ObAr: readObjectArray,
};

function readValue(reading: Reading, type: string, depth: number): PsdValue {
  const read = readers[type];
  if (!read) throw brokenFile(`a Photoshop descriptor with a value of type ${JSON.stringify(type)}`);
  return read(reading, depth);
}

function readList(reading: Reading, depth: number): readonly PsdValue[] {
  if (depth > maxDepth) throw brokenFile('a Photoshop descriptor is nested too deeply');
  return Array.from({ length: checkCount(reading, takeU32(reading), 4) }, () => readValue(reading, takeText(reading, 4), depth + 1));
}

function readClass(reading: Reading): string {
  readWide(reading);
  return readKey(reading);
}

/** A table: for each key a column of numbers. */
function readObjectArray(reading: Reading, depth: number): PsdDescriptor {
  takeU32(reading);
  return readDescriptor(reading, depth + 1);
}

const referenceParts: Readonly<Record<string, (reading: Reading) => void>> = {
  prop: (reading) => { readClass(reading); readKey(reading); },
  'Clss': (reading) => { readClass(reading); },
  Enmr: (reading) => { readClass(reading); readKey(reading); readKey(reading); },
  rele: (reading) => { readClass(reading); takeU32(reading); },
  Idnt: (reading) => { takeU32(reading); },
  indx: (reading) => { takeU32(reading); },
  name: (reading) => { readClass(reading); readWide(reading); },
};

function readReference(reading: Reading): undefined {
  const count = takeU32(reading);
  for (let index = 0; index < count; index++) {
    const type = takeText(reading, 4);
    const pass = referenceParts[type];
    if (!pass) throw brokenFile(`a Photoshop reference of type ${JSON.stringify(type)}`);
    pass(reading);
  }
}

/** A count of 0 means four characters. */
function readKey(reading: Reading): string {
  const length = takeU32(reading);
  return takeText(reading, length === 0 ? 4 : length).trimEnd();
}

function readWide(reading: Reading): string {
  const bytes = takeBytes(reading, takeU32(reading) * 2);
  return new TextDecoder('utf-16be').decode(bytes).replace(/\0+$/, '');
}

/** No list can have more members than there are bytes for. */
function checkCount(reading: Reading, count: number, memberBytes: number): number {
  if (count * memberBytes > reading.numbers.sizeBytes - reading.at) throw brokenFile('a Photoshop descriptor ends before its contents do');
  return count;
}

function takeBytes(reading: Reading, length: number): Uint8Array {
  const bytes = reading.numbers.bytes(reading.at, length);
  reading.at += length;
  return bytes;
}

function takeText(reading: Reading, length: number): string {
  const text = reading.numbers.latin1(reading.at, length);
  reading.at += length;
  return text;
}

function takeU32(reading: Reading): number {
  return reading.numbers.u32((reading.at += 4) - 4);
}

function takeI32(reading: Reading): number {
  return reading.numbers.i32((reading.at += 4) - 4);
}

function takeF64(reading: Reading): number {
  return reading.numbers.f64((reading.at += 8) - 8);
}
