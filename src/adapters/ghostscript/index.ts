export { openGhostscript } from './open.ts';
