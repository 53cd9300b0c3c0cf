// plant: src/library/planted-product.ts
import sharp from 'sharp';
export const planted = sharp;
