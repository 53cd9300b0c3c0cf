import { isUtf8 } from 'node:buffer';
import type { ArchiveRecord } from '#ports';
import type { Extract, Header } from 'tar-stream';

/** What the library gives for each record. */
export type Entry = Extract extends AsyncIterable<infer One> ? One : never;

/** The name: as the extended header says, which is UTF-8; else UTF-8 where the bytes are that, or Latin 1.
 *  @source POSIX.1-2017, pax, "path" */
export function nameOf(header: Header): string {
  if (extendedOf(header)['path'] !== undefined) return header.name;
  const bytes = Buffer.from(header.name, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : header.name;
}

/** What an entry is, by its type and its extended header. */
export function kindOf(header: Header): ArchiveRecord['kind'] {
  if (Object.keys(extendedOf(header)).some((key) => key.startsWith('GNU.sparse.'))) return 'sparse';
  switch (header.type) {
    // The oldest form knows folders by their name alone.
    case 'file': case 'contiguous-file': return header.name.endsWith('/') ? 'folder' : 'file';
    case 'directory': return 'folder';
    case 'link': case 'symlink': return 'link';
    case 'character-device': case 'block-device': case 'fifo': return 'device';
    default: return 'unknown';
  }
}

function extendedOf(header: Header): Readonly<Record<string, unknown>> {
  return typeof header.pax === 'object' ? { ...header.pax } : {};
}
