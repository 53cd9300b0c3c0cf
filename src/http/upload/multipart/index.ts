export { readMultipart, type MultipartLimits, type PartSink } from './read.ts';
export { boundaryOf, type PartHead } from './head.ts';
