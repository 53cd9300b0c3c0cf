import type { Setting } from '#base';

import { gzipSettings, type GzipSetting } from '../answer.ts';

/** What the upload door goes by. */
export type UploadPolicy = {
  /** File bytes of one request, after decoding. */
  readonly maxFileBytes: number;
  readonly maxFiles: number;
  readonly maxSeconds: number;
  readonly stallSeconds: number;
  readonly strangerMaxBytes: number;
  readonly strangerMaxFiles: number;
  readonly strangerMaxSeconds: number;
  readonly strangersTotalBytes: number;
  readonly isSameAddressEnforced: boolean;
  readonly trustedProxies: readonly string[];
  readonly gzip: GzipSetting;
  /** Locale of callers who name none. */
  readonly locale: string;
};

export const defaultUploadPolicy: UploadPolicy = {
  maxFileBytes: 2 ** 31,
  maxFiles: 1000,
  maxSeconds: 14_400,
  stallSeconds: 120,
  strangerMaxBytes: 2 ** 29,
  strangerMaxFiles: 100,
  strangerMaxSeconds: 900,
  strangersTotalBytes: 2 ** 32,
  isSameAddressEnforced: true,
  trustedProxies: [],
  gzip: 'accept',
  locale: 'en',
};

const largest = Number.MAX_SAFE_INTEGER;

/** Settings of the upload door. The last two count for the service door as well. */
export const uploadSettings: readonly Setting[] = [
  {
    name: 'PREPRESS_UPLOAD_MAX_FILE_BYTES', kind: 'integer', unit: 'bytes', min: 1, max: largest,
    default: defaultUploadPolicy.maxFileBytes,
    meaning: 'File bytes one upload request may hold; the system property UploadPostMaxFileSize.',
  },
  {
    name: 'PREPRESS_UPLOAD_MAX_FILES', kind: 'integer', unit: 'files', min: 1, max: 9000, default: defaultUploadPolicy.maxFiles,
    meaning: 'Files one upload request may hold.',
  },
  {
    name: 'PREPRESS_UPLOAD_MAX_SECONDS', kind: 'integer', unit: 'seconds', min: 1, max: 604_800,
    default: defaultUploadPolicy.maxSeconds,
    meaning: 'How long the body of an upload request may take to arrive.',
  },
  {
    name: 'PREPRESS_UPLOAD_STALL_SECONDS', kind: 'integer', unit: 'seconds', min: 1, max: 86_400,
    default: defaultUploadPolicy.stallSeconds,
    meaning: 'An upload whose sender is silent for this long is cut off.',
  },
  {
    name: 'PREPRESS_UPLOAD_UNAUTHENTICATED_MAX_BYTES', kind: 'integer', unit: 'bytes', min: 0, max: largest,
    default: defaultUploadPolicy.strangerMaxBytes,
    meaning: 'File bytes a request may bring before its auth part; raise it for clients that send large files first.',
  },
  {
    name: 'PREPRESS_UPLOAD_UNAUTHENTICATED_MAX_FILES', kind: 'integer', unit: 'files', min: 0, max: 9000,
    default: defaultUploadPolicy.strangerMaxFiles,
    meaning: 'Files a request may bring before its auth part.',
  },
  {
    name: 'PREPRESS_UPLOAD_UNAUTHENTICATED_MAX_SECONDS', kind: 'integer', unit: 'seconds', min: 1, max: 86_400,
    default: defaultUploadPolicy.strangerMaxSeconds,
    meaning: 'How long a request may take to bring its auth part.',
  },
  {
    name: 'PREPRESS_UPLOAD_UNAUTHENTICATED_TOTAL_BYTES', kind: 'integer', unit: 'bytes', min: 0, max: largest,
    default: defaultUploadPolicy.strangersTotalBytes,
    meaning: 'File bytes held at a time for all requests whose sender is not known yet.',
  },
  {
    name: 'PREPRESS_ENFORCE_SAME_IP', kind: 'boolean', default: defaultUploadPolicy.isSameAddressEnforced,
    meaning: 'Whether all requests of an upload job must come from one IP address.',
  },
  {
    name: 'PREPRESS_TRUSTED_PROXIES', kind: 'list', default: defaultUploadPolicy.trustedProxies,
    meaning: 'Addresses and CIDR ranges of proxies whose X-Forwarded-For is believed.',
  },
  {
    name: 'PREPRESS_GZIP_RESPONSE', kind: 'choice', choices: gzipSettings, default: defaultUploadPolicy.gzip,
    meaning: 'When XML answers are compressed: never, when the auth header says so (soap), also when it says nothing and the '
      + 'client accepts gzip (accept), always.',
  },
];
