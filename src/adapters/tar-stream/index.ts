export { openTar } from './open.ts';
