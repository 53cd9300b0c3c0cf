/** A child of `pyramid-processes.ts`: makes as many pyramids as it is told, one after the other. */
import { join } from 'node:path';
import sharp from 'sharp';

const [folder = '', pictures = '1'] = process.argv.slice(2);
sharp.cache(false);
sharp.concurrency(1);
process.on('message', async ({ files, name }: { readonly files: number; readonly name: string }) => {
  for (let index = 0; index < files; index += 1) {
    await sharp(join(folder, `${index % Number(pictures)}.jpg`)).tiff({ tile: true, pyramid: true, compression: 'jpeg', quality: 95, tileWidth: 256, tileHeight: 256 }).toFile(join(folder, `${name}.tif`));
  }
  process.send?.('done');
});
process.send?.('ready');
