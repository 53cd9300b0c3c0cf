import type { Setting } from '#base';

const gibibyte = 1_073_741_824;

/** Settings of the object store. */
export const blobSettings: readonly Setting[] = [
  {
    name: 'PREPRESS_BLOBS', kind: 'text',
    meaning: 'Object store for originals and artifacts instead of the data folder, as s3://bucket/prefix.',
  },
  {
    name: 'PREPRESS_S3_ENDPOINT', kind: 'text',
    meaning: 'Address of an S3-compatible store such as https://minio.example:9000; unset means Amazon S3.',
  },
  {
    name: 'PREPRESS_S3_REGION', kind: 'text', default: 'us-east-1',
    meaning: 'Region of the bucket.',
  },
  {
    name: 'PREPRESS_S3_ACCESS_KEY_ID', kind: 'text',
    meaning: 'Key id for the object store; unset means the credentials of the machine (role, shared file, environment).',
  },
  {
    name: 'PREPRESS_S3_SECRET_ACCESS_KEY', kind: 'secret',
    meaning: 'Secret that belongs to the key id.',
  },
  {
    name: 'PREPRESS_S3_CACHE_BYTES', kind: 'integer', unit: 'bytes', min: 0, max: 1_024 * gibibyte, default: 10 * gibibyte,
    meaning: 'Local copies of stored files are kept up to this size; those used within the last hour stay in any case.',
  },
];
