export { openSharpRaster } from './raster.ts';
export { builtInCmykProfile } from './cmyk-profile.ts';
export { openSharpView } from './view.ts';
