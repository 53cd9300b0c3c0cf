import { isUtf8 } from 'node:buffer';
import type { ArchiveRecord } from '#ports';
import type { Entry, getFileNameLowLevel } from 'yauzl';

const utf8Flag = 0x800;
const unicodePathField = 0x7075;
/** Makers whose attributes hold the mode of a file: Unix and Darwin. @source APPNOTE.TXT 6.3.10, §4.4.2 */
const unixMakers = [3, 19];
const typeMask = 0o170000;
const folderAttribute = 0x10;

/** The name in Unicode: from the extra field or the flag where there is one; else UTF-8 where the bytes are UTF-8, since
 *  several makers leave the flag out, and code page 437 where they are not.
 *  @source APPNOTE.TXT 6.3.10, appendix D */
export function nameOf(entry: Entry, decode: typeof getFileNameLowLevel): string {
  const isTold = (entry.generalPurposeBitFlag & utf8Flag) !== 0 || entry.extraFields.some(({ id }) => id === unicodePathField);
  const flags = !isTold && isUtf8(entry.fileNameRaw) ? entry.generalPurposeBitFlag | utf8Flag : entry.generalPurposeBitFlag;
  return decode(flags, entry.fileNameRaw, entry.extraFields, true);
}

/** What an entry is, by the mode of its maker, or its name. */
export function kindOf(entry: Entry): ArchiveRecord['kind'] {
  const maker = entry.versionMadeBy >> 8;
  const type = unixMakers.includes(maker) ? (entry.externalFileAttributes >>> 16) & typeMask : 0;
  if (type === 0o120000) return 'link';
  const isNamedFolder = entry.fileNameRaw.at(-1) === 0x2f;
  if (type === 0o040000 || isNamedFolder) return 'folder';
  if (type === 0 && (entry.externalFileAttributes & folderAttribute) !== 0 && entry.compressedSize === 0) return 'folder';
  return type === 0 || type === 0o100000 ? 'file' : 'device';
}
