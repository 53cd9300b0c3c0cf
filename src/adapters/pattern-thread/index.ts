export { openPatternThread } from './open.ts';
