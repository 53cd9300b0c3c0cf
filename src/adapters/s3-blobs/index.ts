export { openS3Blobs, type S3BlobsOptions } from './open.ts';
export { blobSettings } from './settings.ts';
