export { openSharpRaster } from './raster.ts';
