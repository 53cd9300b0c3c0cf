import { brokenFile, byteReader, checkRange, type ByteSource } from '../bytes.ts';

/** A part of a file. */
export type Section = { readonly offset: number; readonly sizeBytes: number };

/** A PostScript file with what may stand around it. */
export type PostScriptSections = {
  readonly program: Section;
  /** For programs that cannot draw PostScript: a small picture. */
  readonly preview: (Section & { readonly kind: 'tiff' | 'wmf' }) | undefined;
};

const headerBytes = 30;
const dosMark = 0xc6d3d0c5;

/** Finds the PostScript in a file: the whole of it, or a section of an EPS with a header for DOS. A preview that does not
 *  lie in the file counts as none.
 *  @throws BROKEN_FILE for a header whose PostScript lies outside of the file.
 *  @source Encapsulated PostScript File Format Specification 3.0, §5.2 "Windows Metafile or TIFF" */
export function postScriptSections(source: ByteSource): PostScriptSections {
  const whole = { offset: 0, sizeBytes: source.sizeBytes };
  if (source.sizeBytes < 4) return { program: whole, preview: undefined };
  const isDos = byteReader(source.read(0, 4), 'little', 'EPS').u32(0) === dosMark;
  if (!isDos) return { program: whole, preview: undefined };
  checkRange(0, headerBytes, source.sizeBytes, 'EPS');
  const numbers = byteReader(source.read(0, headerBytes), 'little', 'EPS');
  const sectionAt = (at: number): Section | undefined => {
    const section = { offset: numbers.u32(at), sizeBytes: numbers.u32(at + 4) };
    const isThere = section.sizeBytes > 0 && section.offset >= headerBytes - 2 && section.offset + section.sizeBytes <= source.sizeBytes;
    return isThere ? section : undefined;
  };
  const program = sectionAt(4);
  if (!program) throw brokenFile('its header names PostScript that is not there');
  const [wmf, tiff] = [sectionAt(12), sectionAt(20)];
  return { program, preview: tiff ? { ...tiff, kind: 'tiff' } : wmf && { ...wmf, kind: 'wmf' } };
}

/** A view on a part of a source. */
export function sectionSource(source: ByteSource, { offset, sizeBytes }: Section): ByteSource {
  return { sizeBytes, read: (at, length) => source.read(offset + checkRange(at, length, sizeBytes, 'PostScript'), length) };
}
