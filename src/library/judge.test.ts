import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decide, type Occupant } from './judge.ts';
import type { AssetType, Placement } from './types.ts';

const chair: Occupant = { type: 'Image', folder: 'Co/A/', fileName: 'chair.tif', trashState: 'NotInTrash' };
const modes = [
  'OverwriteFullName', 'OverwriteAnyExt', 'OverwriteFullNameAnyFolder', 'OverwriteAnyExtAnyFolder',
] as const;

function upload(
  folder: string, fileName: string, overwriteMode: Placement['overwriteMode'], overwrite = true,
): Placement {
  return { companyId: 1, folder, fileName, type: 'Image', overwrite, overwriteMode };
}

/** Columns in the order of `modes`: x = the same asset, - = a clash. */
const table = [
  ['Co/A/', 'chair.tif', 'xxxx'],
  ['Co/A/', 'chair.TIF', 'xxxx'],
  ['Co/A/', 'chair.jpg', '-x-x'],
  ['Co/A/', 'chair.tiff', '-x-x'],
  ['Co/B/', 'chair.tif', '--xx'],
  ['Co/B/', 'chair.jpg', '---x'],
  ['Co/a/', 'chair.tif', '--xx'],
] as const;

describe('an upload whose id is taken by Co/A/chair.tif', () => {
  for (const [folder, fileName, cells] of table) {
    modes.forEach((mode, column) => {
      const isSame = cells[column] === 'x';
      it(`as ${folder}${fileName} with ${mode} ${isSame ? 'replaces it, or is skipped' : 'gets a number'}`, () => {
        assert.equal(decide(upload(folder, fileName, mode), chair), isSame ? 'replace' : 'rename');
        assert.equal(decide(upload(folder, fileName, mode, false), chair), isSame ? 'skip' : 'rename');
      });
    });
  }

  for (const mode of modes) {
    for (const overwrite of [true, false]) {
      it(`gets a number with ${mode}, overwrite=${overwrite} when the asset is in the trash`, () => {
        assert.equal(decide(upload('Co/A/', 'chair.tif', mode, overwrite), { ...chair, trashState: 'InTrash' }),
          'rename');
      });
      it(`gets a number with ${mode}, overwrite=${overwrite} when it is another type`, () => {
        const film = { ...upload('Co/A/', 'chair.mp4', mode, overwrite), type: 'Video' as AssetType };
        assert.equal(decide(film, chair), 'rename');
      });
    }
  }

  it('takes an animated GIF for an image', () => {
    const gif = { ...upload('Co/A/', 'chair.gif', 'OverwriteAnyExt'), type: 'AnimatedGif' as AssetType };
    assert.equal(decide(gif, chair), 'replace');
    assert.equal(decide(upload('Co/A/', 'chair.tif', 'OverwriteAnyExt'), { ...chair, type: 'AnimatedGif' }), 'replace');
  });
});

it('an upload whose id is free is new', () => {
  for (const mode of modes) assert.equal(decide(upload('Co/A/', 'Chair.tif', mode), undefined), 'new');
});
