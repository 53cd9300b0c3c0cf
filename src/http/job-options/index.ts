export { plainOptions, readReprocessOptions, readUploadOptions, type OptionsReading } from './read.ts';
export { readAutoCrop } from './auto-crop.ts';
export type { OptionReference } from './references.ts';
export { resolveReferences } from './resolve.ts';
export { echoOptions } from './echo.ts';
