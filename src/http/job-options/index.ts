export { plainOptions, readReprocessOptions, readUploadOptions, type OptionsReading } from './read.ts';
export { readPublishOptions, type PublishReading, type PublishType } from './publishing.ts';
export { readAutoCrop } from './auto-crop.ts';
export type { OptionReference } from './references.ts';
export { resolveReferences } from './resolve.ts';
export { echoOptions } from './echo.ts';
