import type { Readable } from 'node:stream';

/** What an archive says of something in it; nothing of it is true until its content was read. */
export type ArchiveRecord = {
  /** Decoded, otherwise as stored: it may be absolute, lead upwards or hold any character. */
  readonly name: string;
  /** `link`: hard or symbolic; `device`: also pipes; `sparse`: a file with holes that the archive does not store. */
  readonly kind: 'file' | 'folder' | 'link' | 'device' | 'sparse' | 'unknown';
  readonly isEncrypted: boolean;
  readonly modifiedAt: Date;
  /** Undefined where the archive does not say. */
  readonly sizeBytes: number | undefined;
  /** Undefined where records are not compressed one by one. */
  readonly compressedBytes: number | undefined;
  /** Bytes of the archive that are its own, end exclusive; undefined where records follow one another. */
  readonly place: { readonly startByte: number; readonly endByte: number } | undefined;
  /** Its bytes, decompressed; the stream fails with BROKEN_FILE where they are not what the archive says (size, checksum).
   *  To be asked for at most once, before the next record; it may be destroyed at any time.
   *  @throws BROKEN_FILE, ENTRY_ENCRYPTED, ENTRY_UNSUPPORTED */
  content(): Promise<Readable>;
};

export interface OpenArchive extends AsyncDisposable {
  /** In the order of the archive; content that was not read is passed over. May be iterated once.
   *  @throws BROKEN_FILE where it cannot be read any further */
  readonly records: AsyncIterable<ArchiveRecord>;
  /** How many there are, as the archive says; undefined where it does not. */
  readonly statedRecords: number | undefined;
}

/** Reads archives, streaming: nothing is held but the record in hand. They are strangers' files. */
export interface ArchiveReader {
  /** @throws BROKEN_FILE */
  openZip(path: string): Promise<OpenArchive>;
  /** @param bytes Of a plain tar; whoever gives it destroys it. */
  openTar(bytes: Readable): Promise<OpenArchive>;
}
