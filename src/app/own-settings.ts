import type { Setting } from '#base';

/** Settings of the server as a whole. @source the project's fixed points */
export const ownSettings: readonly Setting[] = [
  { name: 'PREPRESS_HOST', kind: 'text', default: '127.0.0.1', meaning: 'Address to listen on.' },
  { name: 'PREPRESS_PORT', kind: 'integer', min: 0, max: 65535, default: 8080, meaning: 'Port to listen on; 0 takes any free one.' },
  { name: 'PREPRESS_DATA', kind: 'text', default: './data', meaning: 'Data folder: database, blobs, outbox, secrets.' },
  { name: 'PREPRESS_WORKERS', kind: 'integer', min: 0, max: 256, defaultText: 'cores', meaning: 'Production child processes, each with one file at a time; 0 leaves production to `prepress work` elsewhere.' },
  { name: 'PREPRESS_CONTEXT_PATH', kind: 'text', default: '/scene7', meaning: 'Path below which the upload door and the service answer.' },
  { name: 'PREPRESS_LOCALE', kind: 'choice', choices: ['en', 'de'], default: 'en', meaning: 'Language where neither caller nor job names one.' },
  { name: 'PREPRESS_PUBLIC_URL', kind: 'text', defaultText: 'http://host:port', meaning: 'Address under which clients reach this server, for URLs in answers and WSDLs.' },
  { name: 'PREPRESS_SYSTEM_MESSAGE', kind: 'text', default: '', meaning: 'Text of the system property SystemMessage.' },
  { name: 'PREPRESS_LOG_LEVEL', kind: 'choice', choices: ['debug', 'info', 'warn', 'error', 'silent'], default: 'warn', meaning: 'Least grave events that are logged to standard error, one JSON object a line.' },
  { name: 'PREPRESS_DRAIN_SECONDS', kind: 'integer', unit: 's', min: 0, max: 3600, default: 30, meaning: 'How long a stopping server waits for files in work and open requests.' },
];
