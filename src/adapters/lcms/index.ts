export { openLcmsColour } from './engine.ts';
