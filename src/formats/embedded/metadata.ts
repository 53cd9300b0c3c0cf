import { exifFacts } from '../exif/read.ts';
import { iptcFacts, iptcOfPhotoshop } from '../iptc/read.ts';
import { xmpFacts } from '../xmp/read.ts';
import type { EmbeddedBlocks } from './types.ts';

/** What a file says about itself, whichever way it says it. Texts are trimmed, never empty and free of NUL. */
export type EmbeddedMetadata = {
  /** The XMP packet, verbatim. */
  readonly packet: Uint8Array | undefined;
  readonly title: string | undefined;
  readonly description: string | undefined;
  /** In order, each once; at most 1000, of at most 500 characters. */
  readonly keywords: readonly string[];
  readonly creators: readonly string[];
  readonly rights: string | undefined;
  /** ISO 8601. */
  readonly createdOn: string | undefined;
};

const maxTextLength = 32_767;
/** What an index of the database can hold of one word, whatever its letters. */
export const maxKeywordLength = 500;

/** Reads the blocks of a file. XMP counts first, value by value, then IPTC, then EXIF. Never throws.
 *  @source specification of production, §13 "Metadata" */
export function embeddedMetadata(blocks: EmbeddedBlocks): EmbeddedMetadata {
  const records = (blocks.photoshop && iptcOfPhotoshop(blocks.photoshop)) ?? blocks.iptc;
  const xmp = blocks.xmp && xmpFacts(blocks.xmp);
  const iptc = records && iptcFacts(records);
  const exif = blocks.exif && exifFacts(blocks.exif);
  const text = (name: 'title' | 'description' | 'rights' | 'createdOn'): string | undefined =>
    clean(xmp?.[name]) ?? clean(iptc?.[name]) ?? clean(exif?.[name]);
  return {
    packet: blocks.xmp,
    title: text('title'), description: text('description'),
    keywords: firstWords(xmp?.subjects, iptc?.keywords, exif?.keywords),
    creators: firstWords(xmp?.creators, iptc?.creators, exif?.creators),
    rights: text('rights'), createdOn: text('createdOn'),
  };
}

/** The first list that has any. */
function firstWords(...lists: readonly (readonly string[] | undefined)[]): readonly string[] {
  const cleaned = lists.map((list) => (list ?? []).map((word) => clean(word)).filter((word) => word !== undefined));
  const words = cleaned.find((list) => list.length > 0) ?? [];
  return [...new Set(words.filter((word) => word.length <= maxKeywordLength))];
}

/** Text the database takes: without NUL and halves of characters. */
function clean(text: string | undefined): string | undefined {
  return text?.replaceAll('\0', '').slice(0, maxTextLength).toWellFormed().trim() || undefined;
}
