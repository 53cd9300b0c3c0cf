import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

import { Failure } from '#base';
import type { Blobs, Spool } from '#ports';

import type { Allowance } from './allowance.ts';
import { readMultipart, type PartHead, type PartSink } from './multipart/index.ts';
import type { UploadPolicy } from './settings.ts';

/** A file that has arrived and is not yet kept. */
export type ReceivedFile = { readonly partName: string; readonly spool: Spool };

/** The parts of an upload as they lie here. Disposing discards every file that was not kept. */
export interface UploadBody extends AsyncDisposable {
  /** Undefined until it has come as a whole. */
  readonly auth: Buffer | undefined;
  readonly uploadParams: Buffer | undefined;
  readonly files: readonly ReceivedFile[];
  /** Reads the parts from a stream, files into spools.
   *  @param onAuth  Told of the `auth` part as soon as it is whole. @returns false when files need not be spooled any more.
   *  @throws MALFORMED_MULTIPART, UPLOAD_LIMIT, UPLOAD_TOO_LARGE, INVALID_REQUEST_XML, REQUEST_ABORTED */
  read(source: Readable, options: {
    readonly boundary: string;
    readonly signal: AbortSignal;
    readonly onAuth: (bytes: Buffer) => Promise<boolean>;
  }): Promise<void>;
}

/** Parts that are no files, besides `auth` and `uploadParams`; some senders add two. */
const otherParts = 64;
const headerBytes = 16 * 1024;
const strayBytes = 64 * 1024;
/** @source specification of the upload protocol, §2.1: XML parts of at most 1 MiB */
const maxFieldBytes = 1024 * 1024;

export function openUploadBody(blobs: Blobs, policy: UploadPolicy, allowance: Allowance): UploadBody {
  const fields = new Map<string, Buffer>();
  const openedFields = new Set<string>();
  const files: ReceivedFile[] = [];
  let fileBytes = 0;
  let isWanted = true;

  function countFileBytes(partName: string, sizeBytes: number): void {
    fileBytes += sizeBytes;
    if (fileBytes > policy.maxFileBytes) {
      throw new Failure('UPLOAD_TOO_LARGE', { file: partName.slice(0, 300), limitBytes: policy.maxFileBytes });
    }
    allowance.takeBytes(sizeBytes);
  }

  async function openFile(partName: string): Promise<PartSink> {
    if (files.length >= policy.maxFiles) throw new Failure('UPLOAD_LIMIT', { limit: policy.maxFiles, unit: 'files' });
    allowance.takeFile();
    if (!isWanted) return countOnly((sizeBytes) => countFileBytes(partName, sizeBytes));
    const spool = await blobs.spool();
    files.push({ partName, spool });
    return spoolSink(spool.writable, (sizeBytes) => countFileBytes(partName, sizeBytes));
  }

  function openField(name: 'auth' | 'uploadParams', onWhole: (bytes: Buffer) => Promise<void>): PartSink {
    if (openedFields.has(name)) throw new Failure('MALFORMED_MULTIPART', { detail: `the part '${name}' occurs twice` });
    const pieces: Buffer[] = [];
    let sizeBytes = 0;
    openedFields.add(name);
    return {
      write(bytes) {
        sizeBytes += bytes.length;
        if (sizeBytes > maxFieldBytes) throw new Failure('INVALID_REQUEST_XML', { detail: `larger than ${maxFieldBytes} bytes` });
        // Copied, so that a few bytes do not hold on to the chunk they came in.
        pieces.push(Buffer.from(bytes));
        return undefined;
      },
      async end() {
        const whole = Buffer.concat(pieces);
        fields.set(name, whole);
        await onWhole(whole);
      },
    };
  }

  return {
    get auth() { return fields.get('auth'); },
    get uploadParams() { return fields.get('uploadParams'); },
    files,
    read: (source, options) => readMultipart(source, {
      boundary: options.boundary,
      signal: options.signal,
      limits: { parts: policy.maxFiles + otherParts + 2, headerBytes, strayBytes },
      openPart(head: PartHead) {
        if (head.name === 'auth') {
          return openField('auth', async (bytes) => {
            isWanted = await options.onAuth(bytes);
          });
        }
        if (head.name === 'uploadParams') return openField('uploadParams', async () => {});
        return head.fileName === undefined ? ignoredField() : openFile(head.fileName);
      },
    }),
    async [Symbol.asyncDispose]() {
      await Promise.allSettled(files.map(({ spool }) => spool.discard()));
    },
  };
}

function ignoredField(): PartSink {
  let fieldBytes = 0;
  return countOnly((sizeBytes) => {
    fieldBytes += sizeBytes;
    if (fieldBytes > maxFieldBytes) throw new Failure('UPLOAD_LIMIT', { limit: maxFieldBytes, unit: 'bytes of a form field' });
  });
}

function countOnly(count: (sizeBytes: number) => void): PartSink {
  return {
    write(bytes) {
      count(bytes.length);
      return undefined;
    },
    async end() {},
  };
}

function spoolSink(writable: Writable, count: (sizeBytes: number) => void): PartSink {
  let broken: Error | undefined;
  writable.on('error', (error) => {
    broken = error;
  });
  return {
    write(bytes) {
      if (broken !== undefined) throw broken;
      count(bytes.length);
      return writable.write(bytes) ? undefined : drained(writable);
    },
    async end() {
      if (broken !== undefined) throw broken;
      writable.end();
      await finished(writable);
    },
  };
}

async function drained(writable: Writable): Promise<void> {
  if (writable.writableNeedDrain) await once(writable, 'drain');
}
