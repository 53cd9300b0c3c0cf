import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { Failure } from '#base';
import type { Blob, BlobId, ByteRange } from '#ports';
import { atStore, isBehindEnd, isMissing, storeFailure } from './failures.ts';

export type BucketOptions = {
  /** `s3://bucket/prefix`. */
  readonly url: string;
  /** Undefined: Amazon S3. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** Undefined: the credentials of the machine. */
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
};

export type StoredBlob = Blob & { readonly storedAt: Date };

/** The objects of one bucket below one prefix, by blob id. */
export interface Bucket {
  put(blob: Blob, path: string): Promise<void>;
  /** Undefined when there is none. */
  get(id: BlobId, range?: ByteRange): Promise<Readable | 'behind the end' | undefined>;
  head(id: BlobId): Promise<StoredBlob | undefined>;
  remove(id: BlobId): Promise<void>;
  list(): AsyncGenerator<StoredBlob>;
  ping(): Promise<void>;
  close(): void;
}

const partBytes = 16 * 1_048_576;

/** Opens a bucket without talking to it yet. @throws BAD_SETTING for an address that is not `s3://bucket/prefix`. */
export async function openBucket(options: BucketOptions): Promise<Bucket> {
  const { bucket: Bucket, prefix } = parseAddress(options.url);
  const [s3, { Upload }] = await Promise.all([import('@aws-sdk/client-s3'), import('@aws-sdk/lib-storage')]);
  const { accessKeyId, secretAccessKey } = options;
  const client = new s3.S3Client({
    region: options.region,
    // Stores other than Amazon's rarely have a host name per bucket, nor the newer checksum trailers.
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint, forcePathStyle: true }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(accessKeyId === undefined || secretAccessKey === undefined ? {} : { credentials: { accessKeyId, secretAccessKey } }),
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000 },
  });
  const keyOf = (id: BlobId): string => `${prefix}${id.slice(0, 2)}/${id}`;

  return {
    async put(blob, path) {
      const Body = createReadStream(path, { highWaterMark: 1_048_576 });
      const params = { Bucket, Key: keyOf(blob.id), Body, ContentLength: blob.sizeBytes };
      try {
        await atStore(blob.sizeBytes <= partBytes
          ? client.send(new s3.PutObjectCommand(params))
          : new Upload({ client, params: { Bucket, Key: params.Key, Body }, partSize: partBytes, queueSize: 2 }).done());
      } finally {
        Body.destroy();
      }
    },
    async get(id, range) {
      try {
        const { Body } = await client.send(new s3.GetObjectCommand({
          Bucket, Key: keyOf(id), ...(range ? { Range: `bytes=${range.first}-${range.last}` } : {}),
        }));
        return Body as Readable;
      } catch (thrown) {
        if (isMissing(thrown)) return undefined;
        if (isBehindEnd(thrown)) return 'behind the end';
        throw storeFailure(thrown);
      }
    },
    async head(id) {
      try {
        const found = await client.send(new s3.HeadObjectCommand({ Bucket, Key: keyOf(id) }));
        return { id, sizeBytes: found.ContentLength ?? 0, storedAt: found.LastModified ?? new Date() };
      } catch (thrown) {
        if (isMissing(thrown)) return undefined;
        throw storeFailure(thrown);
      }
    },
    async remove(id) {
      await atStore(client.send(new s3.DeleteObjectCommand({ Bucket, Key: keyOf(id) })));
    },
    async* list() {
      for (let ContinuationToken: string | undefined, isLast = false; !isLast;) {
        const page = await atStore(client.send(new s3.ListObjectsV2Command({
          Bucket, ...(prefix === '' ? {} : { Prefix: prefix }), ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
        })));
        for (const { Key = '', Size = 0, LastModified = new Date() } of page.Contents ?? []) {
          const id = Key.slice(Key.lastIndexOf('/') + 1);
          if (/^[0-9a-f]{64}$/.test(id) && Key === keyOf(id)) yield { id, sizeBytes: Size, storedAt: LastModified };
        }
        ContinuationToken = page.NextContinuationToken;
        isLast = page.IsTruncated !== true || ContinuationToken === undefined;
      }
    },
    async ping() {
      // A list of nothing: some stores tell anybody that a bucket exists, and a sweep has to list as well.
      await atStore(client.send(new s3.ListObjectsV2Command({ Bucket, Prefix: `${prefix}ping/` })));
    },
    close: () => client.destroy(),
  };
}

function parseAddress(url: string): { readonly bucket: string; readonly prefix: string } {
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w!.*'()/-]*))?$/.exec(url);
  if (!match) throw new Failure('BAD_SETTING', { name: 'PREPRESS_BLOBS', expected: 's3://bucket/prefix', received: url });
  const prefix = (match[2] ?? '').replace(/^\/+|\/+$/g, '');
  return { bucket: match[1]!, prefix: prefix === '' ? '' : `${prefix}/` };
}
