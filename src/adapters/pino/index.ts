export { openLog, type LogOptions } from './open.ts';
