import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import type { Company } from '#accounts';
import { Failure } from '#base';
import { cleanFileName, type ImageFacts } from '#library';
import type { Rectangle } from '#production';
import { photoshopPathFacts, writePath } from '#formats';
import { photoshopResource } from '#test/build/images';
import { pathOf, polygon } from '#test/build/paths';
import { openIpsWorld, password, type IpsWorld } from '#test/build/ips';
import { allAt, ipsClient, namesIn, textAt, textsAt, type IpsAnswer, type IpsClient } from '#test/build/ips-client';

const picture: ImageFacts = {
  widthPx: 1000, heightPx: 800, resolutionPpi: 300, colour: 'rgb', bitsPerComponent: 8, hasAlpha: true,
  iccProfileName: undefined,
  levels: [{ widthPx: 1000, heightPx: 800 }], photoshopPathNames: [], hasXmp: false,
};

describe('operations on the library', () => {
  let world: IpsWorld;
  let user: IpsClient;
  let own: string;
  before(async () => {
    world = await openIpsWorld();
    user = ipsClient(world.server, world.user.email, password);
    own = `<companyHandle>c|${world.company.id}</companyHandle>`;
  });
  after(() => world[Symbol.asyncDispose]());

  const code = (answer: IpsAnswer): string => textAt(answer.element, 'code');
  const items = (name: string, ...texts: readonly string[]): string =>
    `<${name}>${texts.map((text) => `<items>${text}</items>`).join('')}</${name}>`;
  const search = async (inner: string, client = user) =>
    (await client.call('searchAssets', `${own}<includeSubfolders>true</includeSubfolders>${inner}`)).element;
  const found = async (inner: string) => textsAt(await search(inner), 'assetArray/items/name');

  test('an image asset has every field in the order of the interface, in full size whatever its crop', async () => {
    const asset = await world.publish({
      folder: 'ApiTestCo/Sommer & Co/', fileName: 'große vase.jpg', image: picture,
      crop: { xPx: 10, yPx: 20, widthPx: 300, heightPx: 200 },
      artifacts: { optimized: { blobId: 'o', sizeBytes: 9 }, mask: { blobId: 'm', sizeBytes: 9 } },
    });
    const [shown] =
      allAt(
        (await user.call('getAssets', own + items('assetHandleArray', `a|${asset.id}`))).element, 'assetArray/items',
      );
    assert.ok(shown);
    assert.deepEqual(namesIn(shown), [
      'assetHandle', 'type', 'subType', 'name', 'fileName', 'folder', 'folderHandle', 'readyForPublish', 'trashState',
      'projects',
      'ipsImageUrl', 'created', 'createUser', 'lastModified', 'lastModifyUser', 'imageInfo',
    ]);
    assert.equal(textAt(shown, 'folderHandle'), 'f|ApiTestCo/Sommer & Co/');
    const info = allAt(shown, 'imageInfo')[0];
    assert.deepEqual(info?.children.map(({ name, text }) => [name, text]), [
      ['originalPath', 'ApiTestCo/Sommer & Co/'], ['originalFile', 'große vase.jpg'],
      ['optimizedPath', 'ApiTestCo/Sommer & Co/'], ['optimizedFile', 'große vase.tif'],
      ['maskPath', 'ApiTestCo/Sommer & Co/'], ['maskFile', 'große vase.tif'],
      ['width', '1000'], ['height', '800'], ['fileSize', '4321'], ['resolution', '300'],
      ['urlModifier', 'crop=10,20,300,200'],
    ]);
  });

  test('behaviour 22: ipsImageUrl appended to …/is/image/ is a preview, folder and fileName name the content', async () => {
    await world.publish({ folder: 'ApiTestCo/preview/', fileName: 'a b#1.jpg', image: picture });
    const [shown] = allAt(await search('<folder>preview</folder>'), 'assetArray/items');
    assert.ok(shown);
    assert.equal(textAt(shown, 'ipsImageUrl'), 'ApiTestCo/a%20b%231');
    assert.equal(textAt(shown, 'folder') + textAt(shown, 'fileName'), 'ApiTestCo/preview/a b#1.jpg');
  });

  test('each type has the Info element of its kind, sets none', async () => {
    const infos =
      { Pdf: 'pdfInfo', Font: 'fontInfo', AnimatedGif: 'animatedGifInfo', Video: 'videoInfo', Rtf: 'rtfInfo', Psd: 'psdInfo', Svg: 'svgInfo', MediaSet: undefined } as const;
    for (const [type, info] of Object.entries(infos)) {
      const asset =
        await world.publish({ folder: 'ApiTestCo/kinds/', fileName: `kind-${type}.bin`, type: type as keyof typeof infos });
      const [shown] =
        allAt(
          (await user.call('getAssets', own + items('assetHandleArray', `a|${asset.id}`))).element, 'assetArray/items',
        );
      assert.deepEqual(namesIn(shown).filter((name) => name.endsWith('Info')), info === undefined ? [] : [info]);
      if (info !== undefined && shown !== undefined) assert.equal(textAt(shown, `${info}/fileSize`), '4321');
    }
  });

  test('§9.1: an upload named a+b.jpg is found as ab', async () => {
    await world.publish({ fileName: cleanFileName('a+b.jpg').fileName });
    const { element } = await user.call('getAssetsByName', own + items('nameArray', 'ab', 'nobody'));
    assert.deepEqual(textsAt(element, 'assetArray/items/fileName'), ['ab.jpg']);
    assert.equal(textAt(element, 'assetArray/items/folder'), 'ApiTestCo/');
  });

  test('§9.2: a trashed asset keeps its name: the next upload of it is a new one, and both may live', async () => {
    const first = await world.publish({ folder: 'ApiTestCo/trash/', fileName: 'x.jpg' });
    const handle = `${own}<assetHandle>a|${first.id}</assetHandle>`;
    assert.equal((await user.call('deleteAsset', handle)).element.name, 'deleteAssetReturn');
    assert.deepEqual(await found('<folder>trash</folder>'), []);
    assert.deepEqual(await found('<folder>trash</folder><trashState>InTrash</trashState>'), ['x']);
    assert.deepEqual(
      textsAt((await user.call('checkAssetNames', own + items('assetNameArray', 'x', 'free-name'))).element, 'inUseNameArray/items'),
      ['x'],
    );
    assert.equal((await world.publish({ folder: 'ApiTestCo/trash/', fileName: 'x.jpg' })).name, 'x-1');
    await world.library.restore(world.company.id, first.id, world.user.email);
    assert.deepEqual(await found('<folder>trash</folder>'), ['x', 'x-1']);
  });

  test('setUrlModifier sets what was sent, clears what was sent empty and leaves the rest', async () => {
    const asset = await world.publish({ folder: 'ApiTestCo/modified/', fileName: 'm.jpg', image: picture });
    const set = (inner: string) => user.call('setUrlModifier', `${own}<assetHandle>a|${asset.id}</assetHandle>${inner}`);
    const modifiers = async () => {
      const [found] = await world.library.assetsByIds(world.company.id, [asset.id]);
      return [found?.urlModifier, found?.urlPostApplyModifier, found?.version];
    };
    assert.equal((await set('<urlModifier> crop=190,160,500,520&amp;op_usm=1 </urlModifier>')).element.name, 'setUrlModifierReturn');
    assert.deepEqual(await modifiers(), ['crop=190,160,500,520&op_usm=1', '', asset.version + 1]);
    assert.equal((await world.library.servable(world.company.id, 'm'))?.urlModifier, 'crop=190,160,500,520&op_usm=1');
    await set('<urlPostApplyModifier>qlt=50</urlPostApplyModifier>');
    assert.deepEqual(await modifiers(), ['crop=190,160,500,520&op_usm=1', 'qlt=50', asset.version + 2]);
    await set('<urlPostApplyModifier>qlt=50</urlPostApplyModifier>');
    assert.deepEqual(await modifiers(), ['crop=190,160,500,520&op_usm=1', 'qlt=50', asset.version + 2], 'nothing changed');
    await set('<urlModifier/><urlPostApplyModifier/>');
    assert.deepEqual(await modifiers(), ['', '', asset.version + 3]);
  });

  test('setUrlModifier refuses what no request could be made with, and what is no image', async () => {
    const asset = await world.publish({ folder: 'ApiTestCo/modified/', fileName: 'kept.jpg', image: picture });
    const document = await world.publish({ folder: 'ApiTestCo/modified/', fileName: 'paper.pdf', type: 'Pdf' });
    const set = (id: number, inner: string) => user.call('setUrlModifier', `${own}<assetHandle>a|${id}</assetHandle>${inner}`);
    for (const wrong of [
      '<urlModifier>src=is{x</urlModifier>', '<urlModifier>crop=left</urlModifier>', '<urlModifier>template=Co/t</urlModifier>',
      '<urlPostApplyModifier>template=Co/t</urlPostApplyModifier>', `<urlModifier>${'a=1&amp;'.repeat(10_000)}</urlModifier>`,
    ]) {
      const answer = await set(asset.id, wrong);
      assert.equal(code(answer), '30001', wrong);
      assert.match(textAt(answer.element, 'reason'), /urlModifier|urlPostApplyModifier/);
    }
    assert.equal((await world.library.assetsByIds(world.company.id, [asset.id]))[0]?.version, asset.version);
    assert.equal(code(await set(document.id, '<urlModifier>crop=1,1,2,2</urlModifier>')), '30001');
    assert.equal(code(await set(999_999, '<urlModifier/>')), '30001');
    assert.equal(code(await user.call('setUrlModifier', `${own}<urlModifier/>`)), '30002');
  });

  test('names of saved paths, and the corners around one in pixels to a thousandth', async () => {
    const outline = pathOf(polygon([932.19 / 2000, 296.592 / 1200], [968.769 / 2000, 320.16 / 1200], [1119.56 / 2000, 1], [900.43 / 2000, 1]));
    const block = Buffer.concat([photoshopResource(2000, 'Path 1', Buffer.alloc(0)), photoshopResource(2001, 'Face Path', writePath(outline))]);
    const image = { ...picture, widthPx: 2000, heightPx: 1200 };
    const asset = await world.publish({ fileName: 'face.jpg', image: { ...image, ...photoshopPathFacts(block, 1) } });
    const old = await world.publish({ fileName: 'old-face.jpg', image: { ...image, photoshopPathNames: ['Face Path'] } });
    const plain = await world.publish({ fileName: 'faceless.jpg', image });
    const document = await world.publish({ fileName: 'face.pdf', type: 'Pdf' });
    const of = (name: string, id: number, inner = '') => user.call(name, `${own}<assetHandle>a|${id}</assetHandle>${inner}`);

    assert.deepEqual(textsAt((await of('getPhotoshopPathNames', asset.id)).element, 'pathNameArray/items'), ['Path 1', 'Face Path']);
    assert.match((await of('getPhotoshopPathNames', plain.id)).body, /<pathNameArray\/>/);
    const { element } = await of('getPhotoshopPath', asset.id, '<pathName>Face Path</pathName>');
    const [quad] = allAt(element, 'perspectiveQuad');
    assert.deepEqual(quad?.children.map(({ name, text }) => [name, text]), [
      ['x0', '932.19'], ['y0', '296.592'], ['x1', '968.769'], ['y1', '320.16'], ['x2', '1119.56'], ['y2', '1200'], ['x3', '900.43'], ['y3', '1200'],
    ]);
    for (const [id, name] of [[asset.id, 'Nowhere'], [asset.id, 'Path 1'], [old.id, 'Face Path'], [plain.id, 'Face Path']] as const) {
      const answer = await of('getPhotoshopPath', id, `<pathName>${name}</pathName>`);
      assert.equal(code(answer), '30001', name);
      assert.match(textAt(answer.element, 'reason'), /pathName/);
    }
    for (const name of ['getPhotoshopPathNames', 'getPhotoshopPath']) {
      assert.equal(code(await of(name, document.id, '<pathName>Face Path</pathName>')), '30001');
      assert.equal(code(await of(name, 999_999, '<pathName>Face Path</pathName>')), '30001');
      assert.equal(code(await user.call(name, own)), '30002');
    }
    assert.equal(code(await of('getPhotoshopPath', asset.id)), '30002');
  });

  test('getAutoCropRect asks for the original of an image, whatever crop it has', async () => {
    const asked: unknown[] = [];
    const answers: (() => Rectangle)[] = [];
    await using measured = await openIpsWorld({}, undefined, { cropOf: async (...question) => { asked.push(question); return answers.shift()!(); } });
    const client = ipsClient(measured.server, measured.user.email, password);
    const asset = await measured.publish({ fileName: 'plate.png', image: picture, crop: { xPx: 1, yPx: 2, widthPx: 3, heightPx: 4 } });
    const document = await measured.publish({ fileName: 'paper.pdf', type: 'Pdf' });
    const ask = (inner: string, id = asset.id) => client.call('getAutoCropRect', `<companyHandle>c|${measured.company.id}</companyHandle><assetHandle>a|${id}</assetHandle>${inner}`);
    const colour = '<autoColorCropOptions><corner>BottomLeft</corner><tolerance>0.02</tolerance></autoColorCropOptions>';
    const transparent = '<autoTransparentCropOptions><tolerance>1</tolerance></autoTransparentCropOptions>';
    answers.push(() => ({ xPx: 200, yPx: 100, widthPx: 500, heightPx: 400 }), () => ({ xPx: 0, yPx: 0, widthPx: 1000, heightPx: 800 }));
    assert.deepEqual((await ask(colour)).element.children.map(({ name, text }) => [name, text]), [['xOffset', '200'], ['yOffset', '100'], ['width', '500'], ['height', '400']]);
    assert.equal(textAt((await ask(transparent)).element, 'width'), '1000');
    assert.deepEqual(asked, [
      [{ blobId: 'original', fileName: 'plate.png' }, { autoColorCrop: { corner: 'BottomLeft', tolerance: 0.02 } }],
      [{ blobId: 'original', fileName: 'plate.png' }, { autoTransparentCrop: { tolerance: 1 } }],
    ]);
    for (const [inner, id, wanted] of [
      ['', asset.id, '30002'], [colour + transparent, asset.id, '30001'], [colour, document.id, '30001'], [colour, 999_999, '30001'],
      ['<autoColorCropOptions><corner>Left</corner><tolerance>0</tolerance></autoColorCropOptions>', asset.id, '30001'],
      ['<autoColorCropOptions><corner>UpperLeft</corner></autoColorCropOptions>', asset.id, '30002'],
      ['<autoTransparentCropOptions><tolerance>1.1</tolerance></autoTransparentCropOptions>', asset.id, '30001'],
    ] as const) assert.equal(code(await ask(inner, id)), wanted, inner);
    assert.equal(asked.length, 2);
    answers.push(() => { throw new Failure('BROKEN_FILE', { detail: 'it ends early' }); }, () => { throw new Failure('SERVER_BUSY'); });
    const broken = await ask(colour);
    assert.equal(code(broken), '30001');
    assert.match(textAt(broken.element, 'reason'), /The file is damaged: it ends early/);
    assert.equal(code(await ask(transparent)), '30000');
  });

  test('§9.3: the publish state is set and taken back by setAssetPublishState', async () => {
    const asset = await world.publish({ folder: 'ApiTestCo/publish/', fileName: 'p.jpg', readyForPublish: false });
    const set = (state: string, more = '') =>
      user.call(
        'setAssetPublishState',
        `${own}<assetHandle>a|${asset.id}</assetHandle><publishState>${state}</publishState>${more}`,
      );
    assert.equal(await world.library.servable(world.company.id, 'p'), undefined);
    assert.equal((await set('MarkedForPublish')).element.name, 'setAssetPublishStateReturn');
    assert.equal((await world.library.servable(world.company.id, 'p'))?.id, asset.id);
    await set('NotMarkedForPublish');
    assert.equal(await world.library.servable(world.company.id, 'p'), undefined);
    assert.equal(code(await set('Published')), '30001');
    assert.equal(code(await set('')), '30002');
    assert.equal(code(await set('MarkedForPublish', items('contextHandleArray', 'pc|1'))), '30001');
  });

  test('§9.6: a search by publish state, trash state, type and folder with subfolders', async () => {
    const at = (folder: string, fileName: string, more = {}) =>
      world.publish({ folder: `ApiTestCo/${folder}`, fileName, ...more });
    await at('s/', 'yes.jpg');
    await at('s/deeper/', 'yes-too.png');
    await at('s/', 'unpublished.jpg', { readyForPublish: false });
    await at('s/', 'document.pdf', { type: 'Pdf' });
    await at('sibling/', 'elsewhere.jpg');
    const { id } = await at('s/', 'trashed.jpg');
    await world.library.trash(world.company.id, id, world.user.email);
    const inner =
      '<publishState>MarkedForPublish</publishState><trashState>NotInTrash</trashState>' + items('assetTypeArray', 'Image');
    assert.deepEqual(await found(`<folder>ApiTestCo/s/</folder>${inner}`), ['yes', 'yes-too']);
    assert.deepEqual(await found(`<folder>/s</folder>${inner}`), ['yes', 'yes-too']);
    assert.deepEqual(
      await found('<folder>s</folder><publishState>NotMarkedForPublish</publishState>'), ['unpublished'],
    );
    assert.deepEqual(await found(`<folder>s</folder>${items('excludeAssetTypeArray', 'Image')}`), ['document']);
    const shallow =
      await user.call('searchAssets', `${own}<includeSubfolders>false</includeSubfolders><folder>s</folder>`);
    assert.equal(textAt(shallow.element, 'totalRows'), '3');
    assert.equal(textAt(await search('<folder>no such folder</folder>'), 'totalRows'), '0');
  });

  test('conditions on system fields find assets by what their names and dates are', async () => {
    for (const fileName of ['chair-red.jpg', 'chair-blue.png', 'table-red.jpg']) {
      await world.publish({ folder: 'ApiTestCo/conditions/', fileName });
    }
    const condition = (field: string, op: string, value: string) =>
      `<items><field>${field}</field><op>${op}</op>${value}</items>`;
    const where = (conditions: string, more = '') =>
      found(`<folder>conditions</folder>${more}<systemFieldConditionArray>${conditions}</systemFieldConditionArray>`);
    const chairs = condition('Name', 'StartsWith', '<value>chair</value>');
    const reds = condition('Name', 'Contains', '<value>red</value>');
    assert.deepEqual(await where(chairs), ['chair-blue', 'chair-red']);
    assert.deepEqual(await where(chairs + reds), ['chair-red']);
    assert.deepEqual(
      await where(chairs + reds, '<systemFieldMatchMode>MatchAny</systemFieldMatchMode>'),
      ['chair-blue', 'chair-red', 'table-red'],
    );
    assert.deepEqual(await where(condition('FileName', 'EndsWith', '<value>.png</value>')), ['chair-blue']);
    assert.deepEqual(
      await where(condition('FileSize', 'GreaterThan', '<longVal>4320</longVal>')),
      ['chair-blue', 'chair-red', 'table-red'],
    );
    assert.deepEqual(await where(condition('FileSize', 'Between', '<minLong>1</minLong><maxLong>4320</maxLong>')), []);
    assert.deepEqual(await where(condition('Created', 'LessThan', '<dateVal>2020-01-01T00:00:00Z</dateVal>')), []);
    const bad =
      `<includeSubfolders>true</includeSubfolders><systemFieldConditionArray>${condition('Colour', 'Equals', '<value>x</value>')}</systemFieldConditionArray>`;
    assert.equal(code(await user.call('searchAssets', own + bad)), '30001');
  });

  test('pages, sorting and response fields of a search', async () => {
    for (const fileName of ['b.jpg', 'a.jpg', 'c.pdf']) {
      await world.publish({ folder: 'ApiTestCo/pages/', fileName: `page-${fileName}`, type: fileName.endsWith('pdf') ? 'Pdf' : 'Image' });
      world.clock.advance(1000);
    }
    const names = (inner: string) => found(`<folder>pages</folder>${inner}`);
    assert.deepEqual(
      await names('<sortBy>Name</sortBy><sortDirection>Descending</sortDirection>'), ['page-c', 'page-b', 'page-a'],
    );
    assert.deepEqual(await names('<sortBy>Created</sortBy>'), ['page-b', 'page-a', 'page-c']);
    assert.deepEqual(await names('<sortBy>AssetType</sortBy>'), ['page-b', 'page-a', 'page-c']);
    const page = await search('<folder>pages</folder><recordsPerPage>2</recordsPerPage><resultsPage>2</resultsPage>');
    assert.deepEqual([textAt(page, 'totalRows'), ...textsAt(page, 'assetArray/items/name')], ['3', 'page-c']);
    const few =
      await search(`<folder>pages</folder>${items('responseFieldArray', 'assetArray/items/name', 'assetArray/items/imageInfo')}`
      + items('excludeFieldArray', 'assetArray/items/imageInfo/originalPath'));
    assert.deepEqual(namesIn(few), ['assetArray']);
    assert.deepEqual(namesIn(allAt(few, 'assetArray/items')[0]), ['name', 'imageInfo']);
    assert.deepEqual(namesIn(allAt(few, 'assetArray/items/imageInfo')[0]), ['originalFile', 'fileSize']);
    assert.equal(
      code(await user.call('searchAssets', `${own}<includeSubfolders>true</includeSubfolders><sortBy>Colour</sortBy>`)),
      '30001',
    );
    assert.match(
      (await user.call('searchAssets', `${own}<includeSubfolders>true</includeSubfolders><folder>nowhere</folder>`)).body,
      /<totalRows>0<\/totalRows><assetArray\/>/,
    );
  });

  test('a search inside a project, and what does not exist yet is refused rather than passed over', async () => {
    const project = await world.library.createProject(world.company.id, 'Spring');
    await world.publish({ fileName: 'in-project.jpg', projectIds: [project.id] });
    const handle = `<projectHandle>p|${world.company.id}|Spring</projectHandle>`;
    assert.deepEqual(await found(handle), ['in-project']);
    assert.equal(textAt(await search(handle), 'assetArray/items/projects'), 'Spring');
    const refused = async (inner: string, client = user) => textAt(await search(inner, client), 'code');
    assert.equal(await refused('<projectHandle>p|99999|Spring</projectHandle>'), '20006');
    assert.equal(await refused(`<projectHandle>p|${world.company.id}|Autumn</projectHandle>`), '30001');
    assert.equal(
      await refused('<metadataConditionArray><items><fieldHandle>m|1|ASSET|x</fieldHandle><op>Equals</op></items></metadataConditionArray>'),
      '30001',
    );
    assert.equal(
      await refused('<tagConditionArray><items><fieldHandle>m|1|ASSET|x</fieldHandle><op>Equals</op></items></tagConditionArray>'),
      '30001',
    );
    assert.equal(await refused(items('assetTypeArray', 'Painting')), '30001');
    assert.equal(await refused('<accessGroupHandle>g|1</accessGroupHandle>'), '20008');
  });

  test('administrators may look as somebody else who is in the company, others may not', async () => {
    const admin = ipsClient(world.server, world.admin.email, password);
    const as = async (who: { readonly id: number; readonly email: string }, client: IpsClient) =>
      search(`<folder>nowhere</folder><accessUserHandle>u|${who.id}|${who.email}</accessUserHandle>`, client);
    assert.equal(textAt(await as(world.user, admin), 'totalRows'), '0');
    assert.equal(textAt(await as(world.admin, user), 'code'), '20004');
    const stranger = await world.addUser('IpsUser', []);
    assert.equal(textAt(await as(stranger, admin), 'code'), '20007');
    assert.equal(textAt(await as({ id: 99999, email: 'x' }, admin), 'code'), '20002');
  });

  test('assets come in the order asked; old handles work; what is missing is left out', async () => {
    const one = await world.publish({ fileName: 'one.jpg' });
    const two = await world.publish({ fileName: 'two.jpg' });
    const handles = items('assetHandleArray', `a|${two.id}`, `${one.id}|1|17061`, 'a|99999');
    const { element } = await user.call('getAssets', own + handles);
    assert.deepEqual(textsAt(element, 'assetArray/items/name'), ['two', 'one']);
    assert.match((await user.call('getAssets', `${own}<assetHandleArray/>`)).body, /<assetArray\/>/);
    assert.equal(code(await user.call('getAssets', own + items('assetHandleArray', 'nonsense'))), '30001');
    assert.equal(code(await user.call('getAssets', own)), '30002');
  });

  test('an asset of another company is not found by its handle', async () => {
    const other: Company = await world.accounts.addCompany('Neighbour');
    const foreign = await world.publish({ companyId: other.id, folder: 'Neighbour/', fileName: 'secret.jpg' });
    assert.match(
      (await user.call('getAssets', own + items('assetHandleArray', `a|${foreign.id}`))).body, /<assetArray\/>/,
    );
    assert.equal(code(await user.call('deleteAsset', `${own}<assetHandle>a|${foreign.id}</assetHandle>`)), '30001');
    assert.equal((await world.library.assetsByIds(other.id, [foreign.id]))[0]?.trashState, 'NotInTrash');
  });

  test('folders are made below the company root, with those above them, and once', async () => {
    const handle = async (path: string) =>
      textAt((await user.call('createFolder', `${own}<folderPath>${path}</folderPath>`)).element, 'folderHandle');
    assert.equal(await handle('/SpinSets'), 'f|ApiTestCo/SpinSets/');
    assert.equal(await handle('SpinSets/'), 'f|ApiTestCo/SpinSets/');
    assert.equal(await handle('ApiTestCo/tree/b/c'), 'f|ApiTestCo/tree/b/c/');
    assert.equal(code(await user.call('createFolder', `${own}<folderPath>../out</folderPath>`)), '30001');
    const reader = ipsClient(world.server, (await world.addUser('ImagePortalUser', [world.company])).email, password);
    assert.equal(code(await reader.call('createFolder', `${own}<folderPath>x</folderPath>`)), '20003');
  });

  test('the folder tree is one folder with those below it, as deep as asked', async () => {
    await user.call('createFolder', `${own}<folderPath>tree/b/c</folderPath>`);
    await user.call('createFolder', `${own}<folderPath>tree/d</folderPath>`);
    const tree = async (depth: number) =>
      (await user.call('getFolderTree', `${own}<folderPath>tree</folderPath><depth>${depth}</depth>`)).element;
    const below = 'subfolderArray/items';
    assert.equal(textAt(await tree(0), 'folders/path'), 'ApiTestCo/tree/');
    assert.deepEqual(textsAt(await tree(0), `folders/${below}/path`), []);
    assert.equal(textAt(await tree(0), 'folders/hasSubfolders'), 'true');
    assert.deepEqual(textsAt(await tree(1), `folders/${below}/path`), ['ApiTestCo/tree/b/', 'ApiTestCo/tree/d/']);
    assert.deepEqual(textsAt(await tree(1), `folders/${below}/${below}/path`), []);
    assert.deepEqual(textsAt(await tree(-1), `folders/${below}/${below}/path`), ['ApiTestCo/tree/b/c/']);
    assert.equal(
      code(await user.call('getFolderTree', `${own}<folderPath>no/such</folderPath><depth>1</depth>`)), '30001',
    );
    const { element } = await user.call('getFolders', `${own}<folderPath>f|ApiTestCo/tree/</folderPath>`);
    assert.deepEqual(
      textsAt(element, 'folderArray/items/path'),
      ['ApiTestCo/tree/', 'ApiTestCo/tree/b/', 'ApiTestCo/tree/b/c/', 'ApiTestCo/tree/d/'],
    );
    assert.deepEqual(
      namesIn(allAt(element, 'folderArray/items')[0]),
      ['folderHandle', 'path', 'lastModified', 'childLastModified', 'hasSubfolders'],
    );
  });

  test('folders are narrowed to those that hold assets of a type', async () => {
    await user.call('createFolder', `${own}<folderPath>narrow/empty</folderPath>`);
    await world.publish({ folder: 'ApiTestCo/narrow/docs/deep/', fileName: 'n.pdf', type: 'Pdf' });
    const inner = `${own}<folderPath>narrow</folderPath>`;
    const flat = await user.call('getFolders', inner + items('assetTypeArray', 'Pdf'));
    assert.deepEqual(
      textsAt(flat.element, 'folderArray/items/path'),
      ['ApiTestCo/narrow/', 'ApiTestCo/narrow/docs/', 'ApiTestCo/narrow/docs/deep/'],
    );
    const tree = await user.call('getFolderTree', `${inner}<depth>-1</depth>${items('assetTypeArray', 'Pdf')}`);
    assert.deepEqual(textsAt(tree.element, 'folders/subfolderArray/items/path'), ['ApiTestCo/narrow/docs/']);
  });

  test('names and types narrow getAssetsByName', async () => {
    await world.publish({ fileName: 'brochure.pdf', type: 'Pdf' });
    await world.publish({ fileName: 'brochure.jpg' });
    const types = async (inner: string) => {
      const { element } = await user.call('getAssetsByName', own + items('nameArray', 'brochure') + inner);
      return textsAt(element, 'assetArray/items/type').toSorted();
    };
    assert.deepEqual(await types(''), ['Image', 'Pdf']);
    assert.deepEqual(await types(items('assetTypeArray', 'Pdf')), ['Pdf']);
    assert.deepEqual(await types(items('excludeAssetTypeArray', 'Pdf')), ['Image']);
    assert.deepEqual(
      await types(`${items('assetSubTypeArray', 'special')}<strictSubTypeCheck>true</strictSubTypeCheck>`), [],
    );
    assert.deepEqual(await types(items('assetSubTypeArray', 'special')), ['Image', 'Pdf']);
    const taken = await user.call('checkAssetNames', own + items('assetNamesArray', 'brochure', 'unheard-of'));
    assert.deepEqual(textsAt(taken.element, 'inUseNameArray/items'), ['brochure']);
  });
});
