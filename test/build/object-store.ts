import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './server.ts';

/** The part of `s3rver` we use; it brings no types. */
type S3Server = { run(): Promise<AddressInfo>; close(): Promise<void> };
const S3rver = createRequire(import.meta.url)('s3rver') as new (options: object) => S3Server;

const bucket = 'prepress-journey';

/** A store with one bucket, and the settings by which processes of the product find it. */
export async function openObjectStore(): Promise<AsyncDisposable & { readonly environment: Environment }> {
  const directory = await mkdtemp(join(tmpdir(), 'prepress-store-'));
  const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets: [{ name: bucket }] });
  const { port } = await server.run();
  return {
    environment: {
      PREPRESS_BLOBS: `s3://${bucket}/blobs`, PREPRESS_S3_ENDPOINT: `http://127.0.0.1:${port}`,
      PREPRESS_S3_ACCESS_KEY_ID: 'S3RVER', PREPRESS_S3_SECRET_ACCESS_KEY: 'S3RVER',
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
