import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { firstCompany, postUpload, untilServable } from '../../test/build/client.ts';
import { openDataFolder, startServer } from '../../test/build/server.ts';
import { photograph } from '../build/photograph.ts';
import { timed, type Case } from '../harness.ts';

const run = promisify(execFile);

/** From the first byte of an upload to the picture that can be seen, against ImageMagick's pyramid of the same 24-megapixel
 *  JPEG alone. */
export const againstImageMagick: Case = {
  name: 'upload to asset, 24 MP JPEG',
  goal: '≥ 8× faster than ImageMagick',
  maxRatio: 1 / 8,
  rounds: 3,
  async prepare() {
    const folder = await mkdtemp(join(tmpdir(), 'prepress-imagemagick-'));
    const picture = await photograph(6_000, 4_000);
    const sourcePath = join(folder, 'source.jpg');
    await writeFile(sourcePath, picture);
    const data = await openDataFolder();
    const server = await startServer(data.path);
    const company = await firstCompany(server.url);
    let count = 0;
    return {
      baseline: {
        name: 'ImageMagick ptif',
        run: () => timed(() => run('convert', [sourcePath, '-define', 'tiff:tile-geometry=256x256', '-compress', 'jpeg', '-quality', '95', `ptif:${join(folder, 'magick.tif')}`])),
      },
      ours: {
        name: 'upload to asset',
        run: () => timed(async () => {
          const name = `magick-${count++}`;
          const answer = await postUpload(server.url, { companyHandle: company.handle, jobName: name, endJob: true }, [{ fileName: `${name}.jpg`, bytes: picture }]);
          if (answer.handle === undefined) throw new Error(answer.body);
          await untilServable(`${server.url}/is/image/${company.root.replace(/\/$/, '')}/${name}?wid=64`);
        }),
      },
      async [Symbol.asyncDispose]() {
        await server.stop();
        await data[Symbol.asyncDispose]();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
};
