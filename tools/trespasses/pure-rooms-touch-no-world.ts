// plant: src/formats/planted-disk.ts
import { readFile } from 'node:fs/promises';
export const planted = readFile;
