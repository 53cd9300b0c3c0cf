import type { FailureCode, FailureParams } from '#base';
import type { UnpackedSoFar } from '#jobs';
import type { BoundedTask } from '#ports';

/** Bounds of what may come out of an archive, counted on real bytes. */
export type ArchiveLimits = {
  readonly files: number;
  readonly totalBytes: number;
  readonly fileBytes: number;
  /** Unpacked to packed, per file. */
  readonly ratio: number;
  readonly depth: number;
  readonly timeMs: number;
};

type ArchiveFile = BoundedTask & {
  readonly sourcePath: string;
  readonly fileName: string;
  readonly archive: ArchiveLimits;
};

/** An archive for a child to take apart, from where somebody stopped. */
export type UnpackTask = ArchiveFile & { readonly kind: 'unpack'; readonly soFar: UnpackedSoFar };

/** Asks a child what is in an archive. */
export type ListTask = ArchiveFile & { readonly kind: 'list' };

/** A file that came out. */
export type UnpackedFile = {
  /** In the task's work folder. */
  readonly path: string;
  /** Below the archive's own folder, with trailing slash unless empty. */
  readonly folder: string;
  readonly fileName: string;
};

/** An entry that did not. @param name As the archive has it. */
export type LeftOut = { readonly name: string; readonly why: 'hidden' | { readonly code: FailureCode; readonly params: FailureParams } };

/** What a child hands over before it goes on. */
export type UnpackedPart = { readonly files: readonly UnpackedFile[]; readonly leftOut: readonly LeftOut[]; readonly soFar: UnpackedSoFar };

/** How it ended; all that came out was handed over before. */
export type UnpackResult =
  | { readonly kind: 'unpacked'; readonly files: number }
  | { readonly kind: 'failed'; readonly code: FailureCode; readonly params: FailureParams };

/** A line of an archive's directory. */
export type ArchiveListing = readonly {
  readonly name: string; readonly isFolder: boolean; readonly modifiedAt: Date; readonly sizeBytes: number; readonly compressedBytes: number;
}[];
