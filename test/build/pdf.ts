import { createHash } from 'node:crypto';

/* PDF documents of our own, byte by byte: pages with boxes, turns, text, pictures and links; broken and encrypted ones. */

type Box = readonly [left: number, bottom: number, right: number, top: number];

export type PdfLink = {
  readonly rect: Box;
  /** Without one it leads to the first page. */
  readonly uri?: string;
  /** Corners of each part, four points each. */
  readonly quads?: readonly (readonly number[])[];
  /** More entries of its dictionary. */
  readonly more?: string;
};

export type PdfPage = {
  /** In points; default a page of 200 × 100. */
  readonly mediaBox?: Box;
  readonly cropBox?: Box;
  readonly rotateDeg?: number;
  readonly userUnit?: number;
  /** Operators that paint the page; the fonts are named as `fonts` says, the picture `Im0`. */
  readonly content?: string;
  readonly links?: readonly PdfLink[];
  /** RGB samples, three bytes a pixel. */
  readonly picture?: { readonly widthPx: number; readonly heightPx: number; readonly samples: Uint8Array };
};

export type PdfDocument = {
  readonly pages: readonly PdfPage[];
  /** Base fonts by name, none of them embedded; default `F1` is Helvetica. */
  readonly fonts?: Readonly<Record<string, string>>;
  /** Pieces of content by name, which pages and other pieces may draw. */
  readonly forms?: Readonly<Record<string, string>>;
  /** Encrypts with RC4, 40 bits. @source ISO 32000-1 §7.6 */
  readonly encryption?: { readonly userPassword: string; readonly ownerPassword: string };
};

/** A whole document, uncompressed. */
export function pdfBytes({ pages, fonts = { F1: 'Helvetica' }, forms = {}, encryption }: PdfDocument): Buffer {
  const objects: Body[] = [];
  const add = (body: Body): number => objects.push(body);
  const [catalog, tree] = [add(''), add('')];
  const fontNumbers = Object.entries(fonts).map(([name, base]) =>
    `/${name} ${add(`<< /Type /Font /Subtype /TrueType /BaseFont /${base} /Encoding /WinAnsiEncoding >>`.replace(/TrueType(?=.*\/(Helvetica|Times|Courier))/, 'Type1'))} 0 R`);
  const names = Object.keys(forms);
  const formNumbers = names.map((name, index) => `/${name} ${objects.length + 1 + index} 0 R`).join(' ');
  for (const content of Object.values(forms)) {
    add({ dictionary: `/Type /XObject /Subtype /Form /BBox [0 0 1000 1000] /Resources << /XObject << ${formNumbers} >> >>`, stream: Buffer.from(content, 'latin1') });
  }
  const numbers = pages.map((page) => addPage(add, page, tree, fontNumbers.join(' '), formNumbers));
  objects[catalog - 1] = `<< /Type /Catalog /Pages ${tree} 0 R >>`;
  objects[tree - 1] = `<< /Type /Pages /Count ${pages.length} /Kids [${numbers.map((number) => `${number} 0 R`).join(' ')}] >>`;
  return encryption ? written(objects, catalog, encrypting(encryption)) : written(objects, catalog);
}

type Body = string | { readonly dictionary: string; readonly stream: Buffer };

function addPage(add: (body: Body) => number, page: PdfPage, tree: number, fonts: string, forms: string): number {
  const content = add({ dictionary: '', stream: Buffer.from(page.content ?? '', 'latin1') });
  const picture = page.picture && add({
    dictionary: `/Type /XObject /Subtype /Image /Width ${page.picture.widthPx} /Height ${page.picture.heightPx} /ColorSpace /DeviceRGB /BitsPerComponent 8`,
    stream: Buffer.from(page.picture.samples),
  });
  const links = (page.links ?? []).map((link) => add(linkText(link, tree)));
  return add([
    `<< /Type /Page /Parent ${tree} 0 R /MediaBox [${(page.mediaBox ?? [0, 0, 200, 100]).join(' ')}]`,
    ...(page.cropBox ? [`/CropBox [${page.cropBox.join(' ')}]`] : []),
    ...(page.rotateDeg === undefined ? [] : [`/Rotate ${page.rotateDeg}`]),
    ...(page.userUnit === undefined ? [] : [`/UserUnit ${page.userUnit}`]),
    `/Resources << /Font << ${fonts} >> /XObject << ${forms}${picture === undefined ? '' : ` /Im0 ${picture} 0 R`} >> >>`,
    ...(links.length === 0 ? [] : [`/Annots [${links.map((number) => `${number} 0 R`).join(' ')}]`]),
    `/Contents ${content} 0 R >>`,
  ].join('\n'));
}

function linkText({ rect, uri, quads, more = '' }: PdfLink, tree: number): string {
  const target = uri === undefined ? `/A << /S /GoTo /D [${tree + 1} 0 R /Fit] >>` : `/A << /S /URI /URI (${uri.replace(/[\\()]/g, '\\$&')}) >>`;
  return `<< /Type /Annot /Subtype /Link /Border [0 0 0] /Rect [${rect.join(' ')}]${quads ? ` /QuadPoints [${quads.flat().join(' ')}]` : ''} ${target} ${more} >>`;
}

type Encrypting = { readonly trailer: string; readonly dictionary: string; apply(number: number, bytes: Buffer): Buffer };

function written(objects: readonly Body[], catalog: number, encryption?: Encrypting): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  const offsets: number[] = [];
  let at = parts[0]!.length;
  const push = (part: Buffer): void => {
    parts.push(part);
    at += part.length;
  };
  const bodies = encryption ? [...objects, encryption.dictionary] : objects;
  for (const [index, body] of bodies.entries()) {
    offsets.push(at);
    const isPlain = encryption === undefined || body === encryption.dictionary;
    push(Buffer.from(`${index + 1} 0 obj\n`));
    if (typeof body === 'string') push(Buffer.from(isPlain ? body : encryptStrings(body, (bytes) => encryption.apply(index + 1, bytes)), 'latin1'));
    else {
      const stream = isPlain ? body.stream : encryption.apply(index + 1, body.stream);
      push(Buffer.concat([Buffer.from(`<< ${body.dictionary} /Length ${stream.length} >>\nstream\n`, 'latin1'), stream, Buffer.from('\nendstream')]));
    }
    push(Buffer.from('\nendobj\n'));
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const trailer = `/Size ${bodies.length + 1} /Root ${catalog} 0 R${encryption ? ` /Encrypt ${bodies.length} 0 R ${encryption.trailer}` : ''}`;
  push(Buffer.from(`xref\n0 ${bodies.length + 1}\n0000000000 65535 f \n${table}trailer\n<< ${trailer} >>\nstartxref\n${at}\n%%EOF\n`));
  return Buffer.concat(parts);
}

/** Strings without brackets inside, which is all our encrypted documents have. */
function encryptStrings(body: string, apply: (bytes: Buffer) => Buffer): string {
  return body.replace(/\(([^()\\]*)\)/g, (_all, text: string) => `<${apply(Buffer.from(text, 'latin1')).toString('hex')}>`);
}

/** @source ISO 32000-1 §7.6.3.3, algorithm 2 */
const padding = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');
const permissions = Buffer.of(0xfc, 0xff, 0xff, 0xff);
const keyBytes = 5;

function encrypting({ userPassword, ownerPassword }: NonNullable<PdfDocument['encryption']>): Encrypting {
  const padded = (password: string): Buffer => Buffer.concat([Buffer.from(password, 'latin1'), padding]).subarray(0, 32);
  const digest = (...parts: readonly Buffer[]): Buffer => createHash('md5').update(Buffer.concat(parts)).digest();
  const id = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
  const owner = rc4(digest(padded(ownerPassword)).subarray(0, keyBytes), padded(userPassword));
  const key = digest(padded(userPassword), owner, permissions, id).subarray(0, keyBytes);
  return {
    trailer: `/ID [<${id.toString('hex')}> <${id.toString('hex')}>]`,
    dictionary: `<< /Filter /Standard /V 1 /R 2 /O <${owner.toString('hex')}> /U <${rc4(key, padding).toString('hex')}> /P -4 >>`,
    apply: (number, bytes) => rc4(digest(key, Buffer.of(number & 255, (number >> 8) & 255, number >> 16, 0, 0)).subarray(0, keyBytes + 5), bytes),
  };
}

function rc4(key: Buffer, bytes: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + state[i]! + key[i % key.length]!) & 255;
    [state[i], state[j]] = [state[j]!, state[i]!];
  }
  let [i, j] = [0, 0];
  return bytes.map((byte) => {
    i = (i + 1) & 255;
    j = (j + state[i]!) & 255;
    [state[i], state[j]] = [state[j]!, state[i]!];
    return byte ^ state[(state[i]! + state[j]!) & 255]!;
  }) as Buffer;
}
