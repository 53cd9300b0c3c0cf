import { readFileSync } from 'node:fs';
import type { DocumentFont } from '#ports';
import { allocate, type Pdfium } from './library.ts';

/** Fonts that stand in for those a document does not bring: asked by name when one is missing, read when it is used.
 *  @source pdfium: public/fpdf_sysfontinfo.h, FPDF_SYSFONTINFO version 1 */
export function offerFonts(library: Pdfium, fonts: readonly DocumentFont[]): void {
  if (fonts.length === 0) return;
  const { pdfium } = library;
  const contents = new Map<number, Uint8Array | undefined>();
  /** Handles count from 1: 0 means none. */
  const handleOf = (wanted: string): number => 1 + fonts.findIndex((font) => [font.postScriptName, font.fullName].some((name) => sameName(name) === sameName(wanted)));
  const mapped = (face: string, weight: number, isItalic: boolean): number => {
    const exact = handleOf(face);
    if (exact > 0) return exact;
    return 1 + fonts.findIndex((font) => sameName(font.familyName) === sameName(face) && font.isBold === (weight > boldFrom) && font.isItalic === isItalic);
  };
  const contentOf = (handle: number): Uint8Array => {
    const known = contents.get(handle);
    if (known) return known;
    const bytes = new Uint8Array(readFileSync(fonts[handle - 1]!.path));
    contents.set(handle, bytes);
    return bytes;
  };
  const give = (bytes: Uint8Array, into: number, roomBytes: number): number => {
    if (into !== 0 && bytes.length <= roomBytes) pdfium.HEAPU8.set(bytes, into >>> 0);
    return bytes.length;
  };
  const call = (signature: string, answer: (...given: number[]) => number | undefined): number =>
    pdfium.addFunction((...given) => answer(...given) ?? 0, signature);
  const members = [
    1,
    call('vi', () => undefined),
    call('vii', (_self, mapper) => {
      for (const { postScriptName } of fonts) library.FPDF_AddInstalledFont(mapper!, postScriptName, 1);
      return undefined;
    }),
    call('iiiiiiii', (_self, weight, isItalic, _charset, _pitch, face) => mapped(pdfium.UTF8ToString(face!), weight!, isItalic !== 0)),
    call('iii', (_self, face) => handleOf(pdfium.UTF8ToString(face!))),
    call('iiiiii', (_self, handle, table, into, roomBytes) => {
      const bytes = table === 0 ? contentOf(handle!) : tableOf(contentOf(handle!), table! >>> 0);
      return bytes ? give(bytes, into!, roomBytes! >>> 0) : 0;
    }),
    call('iiiii', (_self, handle, into, roomBytes) => give(Buffer.from(`${fonts[handle! - 1]!.postScriptName}\0`), into!, roomBytes! >>> 0)),
    call('iii', () => 1),
    call('vii', () => undefined),
  ];
  const info = allocate(library, members.length * 4);
  for (const [index, member] of members.entries()) pdfium.setValue(info + index * 4, member, 'i32');
  library.FPDF_SetSystemFontInfo(info);
}

/** Says whether a font of this name is among them, so that nothing else stands in for it. */
export function areOffered(fonts: readonly DocumentFont[]): (name: string) => boolean {
  const names = new Set(fonts.flatMap(({ postScriptName, fullName, familyName, isBold, isItalic }) =>
    [postScriptName, fullName, ...(isBold || isItalic ? [] : [familyName])].map(sameName)));
  return (name) => names.has(sameName(name));
}

/** Weights of fonts go from 100 to 900. */
const boldFrom = 550;

/** Names are compared without blanks, marks and case. */
function sameName(name: string): string {
  return name.replace(/[\s,_-]/g, '').toLowerCase();
}

/** A table of a font file by its tag, as one number; undefined where there is none. @source OpenType 1.9, "Organization of an OpenType font" */
function tableOf(bytes: Uint8Array, tag: number): Uint8Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12) return undefined;
  for (let at = 12, left = view.getUint16(4); left > 0 && at + 16 <= bytes.length; at += 16, left--) {
    if (view.getUint32(at) !== tag) continue;
    const [offset, length] = [view.getUint32(at + 8), view.getUint32(at + 12)];
    return offset + length <= bytes.length ? bytes.subarray(offset, offset + length) : undefined;
  }
  return undefined;
}
