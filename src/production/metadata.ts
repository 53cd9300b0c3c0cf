import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { readHead } from '#base';
import {
  brokenFile, completePacket, embeddedBlocks, embeddedMetadata, fillPacket, maxBlockBytes, mergePackets, saysXmp, sniff, sniffBytes,
  type EmbeddedMetadata,
} from '#formats';
import type { AssetMetadata, MetadataMerge } from '#library';

/** Reads what a file says about itself, whatever its name; empty for kinds that say nothing. Runs inside a child process;
 *  never throws for what is in the file. */
export async function readMetadata(path: string): Promise<EmbeddedMetadata> {
  const kind = sniff(await readHead(path, sniffBytes));
  const file = openSync(path, 'r');
  try {
    const sizeBytes = fstatSync(file).size;
    return embeddedMetadata(embeddedBlocks({
      sizeBytes,
      read(offset, length) {
        if (!(offset >= 0) || !(length >= 0) || offset + length > sizeBytes) throw brokenFile('it ends before its contents do');
        const bytes = new Uint8Array(length);
        return bytes.subarray(0, readSync(file, bytes, 0, length, offset));
      },
    }, kind));
  } finally {
    closeSync(file);
  }
}

/**
 * What becomes of an asset's metadata when a file comes to it: what the file says counts, users' words (and keywords of
 * earlier jobs) fill in where it says nothing, and the keywords of the job join. The packet is the file's, verbatim
 * unless something is added; a file that speaks in IPTC or EXIF alone gets one of ours.
 * @source specification of UploadPostJob, §3.1 and §3.21; production, §13
 */
export function metadataOfUpload(file: EmbeddedMetadata, jobKeywords: readonly string[]): MetadataMerge {
  return (old) => {
    const edits = old?.edits;
    const edited = edits && embeddedMetadata({ xmp: edits });
    const base = file.keywords.length > 0 ? file.keywords : edited?.keywords ?? [];
    const keywords = [...new Set([...base, ...jobKeywords])];
    const isVerbatim = file.packet && !edits;
    const own = isVerbatim ? file.packet : completePacket(file.packet, wordsOf(file));
    const filled = edits ? fillPacket(own, edits) ?? own : own;
    return {
      packet: jobKeywords.length > 0 ? completePacket(filled, { subjects: keywords }) : filled,
      edits: jobKeywords.length > 0 ? completePacket(edits, { subjects: jobKeywords }) : edits,
      description: file.description ?? edited?.description ?? file.title ?? edited?.title ?? '',
      keywords,
    };
  };
}

/** What becomes of it when the same file is produced again: the keywords of the job join, all else stays. */
export function metadataOfReprocessing(jobKeywords: readonly string[]): MetadataMerge {
  return (old) => {
    const keywords = [...new Set([...old?.keywords ?? [], ...jobKeywords])];
    const joins = jobKeywords.length > 0;
    return {
      packet: joins ? completePacket(old?.packet, { subjects: keywords }) : old?.packet,
      edits: joins ? completePacket(old?.edits, { subjects: jobKeywords }) : old?.edits,
      description: old?.description ?? '', keywords,
    };
  };
}

/** What a user's packet makes of an asset's metadata: its properties take the place of those with their names.
 *  @returns undefined when it is no whole packet, or the merged one would be above 4 MiB. */
export function metadataOfUpdate(old: AssetMetadata, update: Uint8Array): AssetMetadata | undefined {
  const packet = mergePackets(old.packet, update);
  const edits = mergePackets(old.edits, update);
  if (!packet || !edits || packet.byteLength > maxBlockBytes || edits.byteLength > maxBlockBytes) return undefined;
  const now = embeddedMetadata({ xmp: packet });
  const isDescribed = saysXmp(update, 'description') || (saysXmp(update, 'title') && now.description === undefined);
  return {
    packet, edits,
    description: isDescribed ? now.description ?? now.title ?? '' : old.description,
    keywords: saysXmp(update, 'subject') ? now.keywords : old.keywords,
  };
}

function wordsOf(file: EmbeddedMetadata): Parameters<typeof completePacket>[1] {
  return { title: file.title, description: file.description, subjects: file.keywords, creators: file.creators, rights: file.rights };
}
