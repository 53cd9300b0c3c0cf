export { openSharpRaster } from './raster.ts';
export { openSharpView } from './view.ts';
