import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { openTestDatabase, type OpenTestDatabase } from '#test/build/database';
import { TestClock } from '#test/build/clock';
import { plainImage as image, publicationOf as publication, publishAlone } from '#test/build/library';
import { silentLog } from '#base';
import { openLibrary } from './library.ts';
import type { Asset, Library, Publication, PublishOutcome } from './types.ts';

let world: OpenTestDatabase;
let library: Library;
const clock = new TestClock();
let companies = 0;

before(async () => {
  world = await openTestDatabase({ maxConnections: 20 });
  library = openLibrary({ database: world.database, clock, log: silentLog });
});
after(() => world[Symbol.asyncDispose]());

/** A company of its own for each test. */
function company(): number {
  return companies += 1;
}

function publish(upload: Publication): Promise<PublishOutcome> {
  return publishAlone(world.database, library, upload);
}

async function only(companyId: number, name: string): Promise<Asset> {
  const assets = await library.assetsByNames(companyId, [name]);
  assert.equal(assets.length, 1, `assets named ${name}`);
  return assets[0]!;
}

describe('a new asset', () => {
  it('has everything the upload said', async () => {
    const companyId = company();
    const project = await library.createProject(companyId, 'Spring');
    const { kind, asset, warnings } = await publish(publication(companyId, 'Co/a/b/chair.tif', {
      crop: { xPx: 1, yPx: 2, widthPx: 3, heightPx: 4 }, keywords: ['red', ' red', 'sale'], projectIds: [project.id],
      facts: { profileClass: 'mntr' },
    }));
    assert.equal(kind, 'created');
    assert.deepEqual(warnings, []);
    assert.deepEqual(asset, {
      id: asset.id, companyId, type: 'Image', subType: '', name: 'chair', fileName: 'chair.tif', folder: 'Co/a/b/',
      isReadyForPublish: true, trashState: 'NotInTrash', projectNames: ['Spring'], createdAt: clock.now(),
      createdBy: 'ann@example.com', modifiedAt: clock.now(), modifiedBy: 'ann@example.com', version: 1,
      original: { blobId: 'b1', sizeBytes: 12 }, originalFolder: 'Co/a/b/', originalFileName: 'chair.tif',
      artifacts: { optimized: { blobId: 'o1', sizeBytes: 34 } }, image, anchorXPx: undefined, anchorYPx: undefined,
      urlModifier: 'crop=1,2,3,4', urlPostApplyModifier: '', userData: '', description: '', keywords: ['red', 'sale'],
      facts: { profileClass: 'mntr' },
    });
    assert.deepEqual(await library.assetsByIds(companyId, [asset.id, asset.id, 999_999]), [asset]);
    assert.deepEqual(await library.assetsByIds(company(), [asset.id]), [], 'another company sees nothing');
  });

  it('makes its folders', async () => {
    const companyId = company();
    await publish(publication(companyId, 'Co/a/b/chair.tif'));
    const folders = await library.folders(companyId, 'Co/');
    assert.deepEqual(folders.map(({ path }) => path), ['Co/', 'Co/a/', 'Co/a/b/']);
  });

  it('is not there when the transaction ends badly', async () => {
    const companyId = company();
    await assert.rejects(world.database.transaction().execute(async (transaction) => {
      await library.publish(transaction, publication(companyId, 'Co/a/chair.tif'));
      throw new Error('power cut');
    }), /power cut/);
    assert.deepEqual(await library.assetsByNames(companyId, ['chair']), []);
    assert.deepEqual(await library.folders(companyId, 'Co/a/'), []);
  });

  it('shares its id with other types outside the catalog namespace only', async () => {
    const companyId = company();
    const pdf = await publish(publication(companyId, 'Co/brochure.pdf', { type: 'Pdf', image: undefined }));
    const zip = await publish(publication(companyId, 'Co/brochure.zip', { type: 'Zip', image: undefined }));
    const picture = await publish(publication(companyId, 'Co/brochure.tif'));
    assert.deepEqual([pdf.kind, zip.kind, picture.kind], ['created', 'created', 'created']);
    const film = await publish(publication(companyId, 'Co/brochure.mp4', { type: 'Video', image: undefined }));
    assert.deepEqual([film.kind, film.asset.name, film.asset.fileName], ['renamed', 'brochure-1', 'brochure-1.mp4']);
    assert.deepEqual(await library.assetsByNames(companyId, ['brochure']), [pdf.asset, zip.asset, picture.asset]);
    assert.deepEqual(await library.assetsByNames(companyId, ['brochure'], { types: ['Zip'] }), [zip.asset]);
  });
});

describe('an upload over Co/A/chair.tif', () => {
  const modes = [
    'OverwriteFullName', 'OverwriteAnyExt', 'OverwriteFullNameAnyFolder', 'OverwriteAnyExtAnyFolder',
  ] as const;
  for (const [path, cells] of [
    ['Co/A/chair.tif', 'xxxx'], ['Co/A/chair.jpg', '-x-x'], ['Co/B/chair.tif', '--xx'], ['Co/B/chair.jpg', '---x'],
    ['Co/A/Chair.tif', 'nnnn'],
  ] as const) {
    modes.forEach((overwriteMode, column) => {
      const expected = { 'x': 'replaced', '-': 'renamed', 'n': 'created' }[cells[column]!];
      it(`as ${path} with ${overwriteMode} is ${expected}`, async () => {
        const companyId = company();
        const old = await publish(publication(companyId, 'Co/A/chair.tif'));
        const upload = publication(companyId, path, { overwriteMode, original: { blobId: 'b2', sizeBytes: 99 } });
        const verdict = await library.judge(upload);
        const { kind, asset } = await publish(upload);
        assert.equal(kind, expected);
        assert.equal(verdict.kind, { replaced: 'replace', renamed: 'rename', created: 'new' }[expected!]);
        assert.equal(asset.id === old.asset.id, kind === 'replaced');
        assert.equal(asset.folder, upload.folder);
        assert.equal(asset.name, kind === 'renamed' ? 'chair-1' : upload.fileName.split('.')[0]);
        assert.equal(asset.fileName, kind === 'renamed' ? upload.fileName.replace('.', '-1.') : upload.fileName);
        assert.deepEqual(asset.original, { blobId: 'b2', sizeBytes: 99 });

        const again = await publish({ ...upload, overwrite: false, original: { blobId: 'b3', sizeBytes: 1 } });
        if (kind === 'renamed') assert.deepEqual([again.kind, again.asset.name], ['renamed', 'chair-2']);
        else assert.deepEqual([again.kind, again.asset.id, again.asset.original?.blobId], ['skipped', asset.id, 'b2']);
      });
    });
  }

  it('keeps what belongs to the asset and changes what belongs to the file', async () => {
    const companyId = company();
    const spring = await library.createProject(companyId, 'Spring');
    const summer = await library.createProject(companyId, 'Summer');
    const crop = { xPx: 900, yPx: 700, widthPx: 100, heightPx: 100 };
    const old = (await publish(publication(companyId, 'Co/A/chair.tif', {
      crop, keywords: ['red'], projectIds: [spring.id], readyForPublish: false,
    }))).asset;
    clock.advance(60_000);
    const { kind, asset, warnings } = await publish(publication(companyId, 'Co/B/chair.jpg', {
      overwriteMode: 'OverwriteAnyExtAnyFolder', userEmail: 'bob@example.com', keywords: ['blue', 'red'],
      projectIds: [summer.id], preservePublishState: true, type: 'AnimatedGif',
      original: { blobId: 'b2', sizeBytes: 99 }, artifacts: {}, image: { ...image, widthPx: 950 },
    }));
    assert.equal(kind, 'replaced');
    assert.deepEqual(warnings, []);
    assert.deepEqual(asset, {
      ...old, type: 'AnimatedGif', fileName: 'chair.jpg', folder: 'Co/B/', projectNames: ['Spring', 'Summer'],
      modifiedAt: clock.now(), modifiedBy: 'bob@example.com', version: 2, original: { blobId: 'b2', sizeBytes: 99 },
      originalFolder: 'Co/B/', originalFileName: 'chair.jpg', artifacts: {}, image: { ...image, widthPx: 950 },
      urlModifier: 'crop=900,700,50,100', keywords: ['red', 'blue'],
    });
    assert.notDeepEqual(asset.createdAt, asset.modifiedAt);
  });

  it('says when a kept crop fell outside the new image', async () => {
    const companyId = company();
    await publish(publication(companyId, 'Co/chair.tif', { crop: { xPx: 900, yPx: 0, widthPx: 50, heightPx: 50 } }));
    const { asset, warnings } = await publish(publication(companyId, 'Co/chair.tif', { image: { ...image,
      widthPx: 900 } }));
    assert.equal(asset.urlModifier, '');
    assert.deepEqual(warnings, ['log.cropRemoved']);
  });

  it('gets a number while the old one is in the trash, and both exist after a restore', async () => {
    for (const overwriteMode of modes) {
      const companyId = company();
      const old = (await publish(publication(companyId, 'Co/x.jpg'))).asset;
      await library.trash(companyId, old.id, 'ann@example.com');
      assert.equal((await publish(publication(companyId, 'Co/x.jpg', { overwriteMode }))).asset.name, 'x-1');
      await library.restore(companyId, old.id, 'ann@example.com');
      assert.deepEqual((await library.assetsByNames(companyId, ['x', 'x-1'])).map(({ name }) => name), ['x', 'x-1']);
    }
  });

  it('finds the first free number, beyond many taken ones', async () => {
    const companyId = company();
    await publish(publication(companyId, 'Co/A/chair.tif'));
    for (let number = 1; number <= 60; number += 1) {
      if (number !== 57) await publish(publication(companyId, `Co/A/chair-${number}.tif`));
    }
    assert.equal((await publish(publication(companyId, 'Co/B/chair.tif'))).asset.name, 'chair-57');
    assert.equal((await publish(publication(companyId, 'Co/B/chair.tif'))).asset.name, 'chair-61');
  });
});

describe('fifty publishes of one name at the same time', () => {
  const fifty = Array.from({ length: 50 }, (_, index) => index);

  it('to one folder make one asset, replaced 49 times', async () => {
    const companyId = company();
    const outcomes = await Promise.all(fifty.map((index) =>
      publish(publication(companyId, 'Co/new/folder/chair.tif', { original: { blobId: `b${index}`,
        sizeBytes: index } }))));
    assert.equal(outcomes.filter(({ kind }) => kind === 'created').length, 1);
    assert.equal(outcomes.filter(({ kind }) => kind === 'replaced').length, 49);
    const asset = await only(companyId, 'chair');
    assert.equal(asset.version, 50);
    assert.deepEqual(new Set(outcomes.map((outcome) => outcome.asset.id)), new Set([asset.id]));
    assert.deepEqual(outcomes.map((outcome) => outcome.asset.version).sort((a, b) => a - b), fifty.map((index) =>
      index + 1));
  });

  it('without overwriting make one asset and 49 duplicates', async () => {
    const companyId = company();
    const outcomes = await Promise.all(fifty.map((index) => publish(publication(companyId, 'Co/chair.tif', {
      overwrite: false, original: { blobId: `b${index}`, sizeBytes: index },
    }))));
    assert.equal(outcomes.filter(({ kind }) => kind === 'created').length, 1);
    assert.equal(outcomes.filter(({ kind }) => kind === 'skipped').length, 49);
    assert.equal((await only(companyId, 'chair')).version, 1);
  });

  it('to fifty folders make fifty assets with fifty names', async () => {
    const companyId = company();
    const outcomes = await Promise.all(fifty.map((index) => publish(publication(companyId, `Co/${index}/chair.tif`))));
    assert.deepEqual(new Set(outcomes.map(({ asset }) => asset.name)),
      new Set(fifty.map((index) => (index === 0 ? 'chair' : `chair-${index}`))));
    assert.equal((await library.search({ companyId, includeSubfolders: true, pageSize: 1, page: 1 })).totalRows, 50);
  });

  it('mixed with uploads of the numbered names give every upload its own', async () => {
    const companyId = company();
    const outcomes = await Promise.all(fifty.map((index) =>
      publish(publication(companyId, `Co/${index}/${index % 2 === 0 ? 'chair' : `chair-${index}`}.tif`))));
    assert.equal(new Set(outcomes.map(({ asset }) => asset.name)).size, 50);
    assert.equal(new Set(outcomes.map(({ asset }) => asset.id)).size, 50);
  });
});

describe('a numbered name that another upload has just taken and not yet committed', () => {
  for (const [first, second, name] of [
    ['Co/B/chair.tif', 'Co/C/chair-1.tif', 'chair-1-1'], ['Co/C/chair-1.tif', 'Co/B/chair.tif', 'chair-2'],
  ] as const) {
    it(`by ${first} is waited for by ${second}`, async () => {
      const companyId = company();
      await publish(publication(companyId, 'Co/A/chair.tif'));
      let later: Promise<PublishOutcome> | undefined;
      await world.database.transaction().execute(async (transaction) => {
        assert.equal((await library.publish(transaction, publication(companyId, first))).asset.name, 'chair-1');
        later = publish(publication(companyId, second));
        assert.equal(await Promise.race([later.then(() => 'went on'), wait(100, 'waits')]), 'waits');
      });
      assert.equal((await later)?.asset.name, name);
    });
  }
});

it('an upload that comes while the asset is being trashed does not vanish into the trash', async () => {
  const companyId = company();
  const old = (await publish(publication(companyId, 'Co/chair.tif'))).asset;
  for (let round = 0; round < 10; round += 1) {
    const [, outcome] = await Promise.all([
      library.trash(companyId, old.id, 'ann@example.com'), publish(publication(companyId, 'Co/chair.tif')),
    ]);
    const [stored] = await library.assetsByIds(companyId, [outcome.asset.id]);
    // Either the trash came second and took the new content with it, or the upload was numbered.
    if (outcome.asset.id !== old.id) assert.equal(stored?.trashState, 'NotInTrash');
    else assert.ok((stored?.version ?? 0) > outcome.asset.version);
    const [before] = await library.assetsByIds(companyId, [old.id]);
    if (before?.trashState === 'InTrash') await library.restore(companyId, old.id, 'ann@example.com');
  }
});
