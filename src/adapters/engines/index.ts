export { openEngines, type EnginesOptions } from './open.ts';
export { openDeveloper } from './develop.ts';
