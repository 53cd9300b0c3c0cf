export { openHarfbuzzFonts } from './fonts.ts';
