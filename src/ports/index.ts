export type * from './database.ts';
export type * from './blobs.ts';
export type * from './queue.ts';
export type { Clock } from './clock.ts';
export { systemClock } from './clock.ts';
export type * from './raster.ts';
export type * from './producer.ts';
export type * from './view.ts';
export type * from './colour.ts';
