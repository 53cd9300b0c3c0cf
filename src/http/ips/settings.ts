import type { Setting } from '#base';

export const defaultRequestSeconds = 60;

/** Settings of the service door. Compression, locale and addresses are those of the whole server. */
export const ipsSettings: readonly Setting[] = [
  {
    name: 'PREPRESS_SERVICE_REQUEST_SECONDS', kind: 'integer', unit: 'seconds', min: 1, max: 3600,
    default: defaultRequestSeconds,
    meaning: 'How long a request of the service may take to arrive before its connection is cut.',
  },
  {
    name: 'PREPRESS_IMAGE_SERVER_URL', kind: 'text', defaultText: 'the public URL and /is/image/',
    meaning: 'Address clients are told to fetch images from, for example that of a cache in front of this server.',
  },
  {
    name: 'PREPRESS_CONTENT_SERVER_URL', kind: 'text', defaultText: 'the public URL and /is/content/',
    meaning: 'Address clients are told to fetch videos and other files from.',
  },
];
