export { openFfmpegMedia } from './open.ts';
