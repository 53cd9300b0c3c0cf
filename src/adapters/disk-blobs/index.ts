export { openDiskBlobs, type DiskBlobsOptions } from './open.ts';
