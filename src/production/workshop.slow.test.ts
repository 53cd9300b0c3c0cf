import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { after, before, beforeEach, test } from 'node:test';
import { sql } from 'kysely';
import { openDiskBlobs } from '#adapters/disk-blobs';
import { openProductionChildren } from '#adapters/production-children';
import { Failure, silentLog, type Json } from '#base';
import type { JobKind, LeasedItem, Line } from '#jobs';
import { embeddedMetadata, iccFacts, publishedProfile } from '#formats';
import { openLibrary, type Asset, type Library } from '#library';
import type { Blobs, Producer } from '#ports';
import { jpegBytes, pngBytes } from '#test/build/images';
import { openTestLedger, type TestLedger } from '#test/build/jobs';
import { plainImage, publicationOf, publishAlone } from '#test/build/library';
import { pdfBytes } from '#test/build/pdf';
import { cmykProfile } from '#test/build/profiles';
import { uploadOptions } from '#test/build/upload-options';
import { profileFacts } from './profiles.ts';
import { defaultProductionLimits } from './settings.ts';
import type { Fetchers } from './fetchers.ts';
import { openWorkshop, type CompanyRules, type WorkshopOptions } from './workshop.ts';
import type { ProductionResult, ProductionTask, UploadOptions } from './types.ts';

const companyId = 2;
const sharedId = 1;
const rules: CompanyRules = { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100, overwriteMode: 'OverwriteFullName', retainPublishState: false };

let folder: string;
let ledger: TestLedger;
let library: Library;
let blobs: Blobs;
let children: Producer<ProductionTask, ProductionResult>;
/** Tasks that reached a child. */
let tasks: ProductionTask[];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prepress-workshop-'));
  ledger = await openTestLedger();
  library = openLibrary({ database: ledger.database, clock: ledger.clock, log: silentLog });
  blobs = await openDiskBlobs({ folder: join(folder, 'blobs'), log: silentLog });
  children = openProductionChildren({ entry: new URL('../app/production-child.ts', import.meta.url), count: 1, log: silentLog });
});
after(async () => {
  await children.close();
  await blobs.close();
  await ledger[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  tasks = [];
  await ledger.clear();
});

const counted: Producer<ProductionTask, ProductionResult> = {
  produce(task, options) {
    tasks.push(task);
    return children.produce(task, options);
  },
  close: async () => {},
};

/** Origins of these tests are pictures that this server would have. */
const served = new Map<string, Uint8Array>();
let fetches = 0;
const fetchers: Fetchers = {
  serverFile: () => Promise.reject(new Failure('HOT_FOLDER_OFF')),
  async url({ url }, spool, { progress }) {
    fetches += 1;
    const bytes = served.get(url);
    if (bytes === undefined) throw new Failure('FETCH_REFUSED', { status: 404 });
    progress(0.5);
    spool.writable.end(bytes);
    await finished(spool.writable);
  },
};

/** Archives have tests of their own. */
const unpacker: WorkshopOptions['unpacker'] = { produce: () => Promise.reject(new Error('Expected no archive')), close: async () => {} };

function workshop(change: Partial<WorkshopOptions> = {}): ReturnType<typeof openWorkshop> {
  return openWorkshop({
    jobs: ledger.jobs, library, blobs, database: ledger.database, producer: counted, unpacker, companyRules: async () => rules,
    fetchers, log: silentLog, clock: ledger.clock, ...change,
  });
}

const hands = { signal: new AbortController().signal, progress: () => {}, makeRoom: () => {} };
let places = 0;
/** A folder no other test uses. */
const place = (): string => `Co/${places++}/`;

async function lease(destination: string, fileName: string, bytes: Uint8Array, options: Partial<UploadOptions> = {}): Promise<LeasedItem> {
  const path = join(folder, 'upload');
  await writeFile(path, bytes);
  const blob = await blobs.adopt(path);
  await ledger.open({
    options: uploadOptions(options) as unknown as Json,
    items: [{ folder: destination, fileName, orderKey: fileName, blobId: blob.id, sizeBytes: blob.sizeBytes }], isInputClosed: true,
  });
  return (await ledger.takeNext())!;
}

type Shown = { readonly outcome: string; readonly lines: readonly Line[] };
async function ended(leased: LeasedItem): Promise<Shown> {
  const { lines } = await ledger.jobs.lines(leased.job.id, { sortBy: 'Date', isDescending: false, pageSize: 1000, page: 1 });
  const job = await ledger.logOf(leased.job);
  const outcome = Object.entries(job.counts).filter(([, count]) => count > 0).map(([name, count]) => `${name} ${count}`).join(', ');
  return { outcome, lines: lines.filter((line) => !['BeginUpload', 'EndUpload', 'OriginalJobName', 'JobClient', 'JobType', 'TotalFileCount'].includes(line.type)) };
}

async function upload(...args: Parameters<typeof lease>): Promise<Shown> {
  const leased = await lease(...args);
  await workshop().perform(leased, hands);
  return ended(leased);
}

async function assetOf(line: Line | undefined): Promise<Asset> {
  const [asset] = await library.assetsByIds(companyId, [line!.asset!.id!]);
  return asset!;
}

test('a new picture becomes an asset with its artifacts in the store, and its line', async () => {
  const destination = place();
  const { outcome, lines } = await upload(destination, 'chair one.png', await pngBytes({ widthPx: 300, heightPx: 200, hasAlpha: true }));
  assert.equal(outcome, 'success 1');
  assert.deepEqual(lines.map((line) => [line.type, line.key, line.params['path']]), [['UploadSuccess', 'log.created', `${destination}chair one.png`]]);
  const asset = await assetOf(lines[0]);
  assert.deepEqual([asset.name, asset.type, asset.image?.widthPx, asset.isReadyForPublish], ['chair one', 'Image', 300, true]);
  assert.deepEqual(Object.keys(asset.artifacts).toSorted(), ['mask', 'optimized', 'thumbnail']);
  for (const file of Object.values(asset.artifacts)) assert.equal((await blobs.stat(file.blobId))?.sizeBytes, file.sizeBytes);
});

test('the same name again is replaced, and the new picture counts', async () => {
  const destination = place();
  const first = await upload(destination, 'again.jpg', await jpegBytes({ widthPx: 30, heightPx: 20 }));
  const second = await upload(destination, 'again.jpg', await jpegBytes({ widthPx: 50, heightPx: 20 }));
  assert.equal(second.outcome, 'update 1');
  assert.deepEqual(second.lines.map((line) => line.type), ['FileUpdated']);
  const asset = await assetOf(second.lines[0]);
  assert.deepEqual([asset.id, asset.image?.widthPx], [first.lines[0]!.asset!.id, 50]);
});

test('without overwrite a duplicate is skipped before anything is produced', async () => {
  const destination = place();
  await upload(destination, 'kept.jpg', await jpegBytes({ widthPx: 30, heightPx: 20 }));
  assert.equal(tasks.length, 1);
  const { outcome, lines } = await upload(destination, 'kept.jpg', await jpegBytes({ widthPx: 50, heightPx: 20 }), { overwrite: false });
  assert.equal(outcome, 'duplicate 1');
  assert.deepEqual(lines.map((line) => line.type), ['DuplicateSkipped']);
  assert.equal(tasks.length, 1);
  assert.equal((await assetOf(lines[0])).image?.widthPx, 30);
});

test('a name in use elsewhere gets a number and a warning beside its success', async () => {
  await upload(place(), 'taken.jpg', await jpegBytes({ widthPx: 30, heightPx: 20 }));
  const { outcome, lines } = await upload(place(), 'taken.jpg', await jpegBytes({ widthPx: 30, heightPx: 20 }));
  assert.equal(outcome, 'success 1, warning 1');
  assert.deepEqual(lines.map((line) => [line.type, line.asset?.name]), [['UploadSuccess', 'taken-1'], ['UploadWarning', 'taken-1']]);
  assert.equal(lines[1]!.params['name'], 'taken-1.jpg');
});

test('a damaged picture ends in an error with its reason and leaves no asset', async () => {
  const png = await pngBytes({ widthPx: 300, heightPx: 300 });
  const { outcome, lines } = await upload(place(), 'cut.png', png.subarray(0, 2000));
  assert.equal(outcome, 'error 1');
  assert.deepEqual(lines.map((line) => [line.type, line.reason?.key]), [['UploadError', 'BROKEN_FILE']]);
  assert.deepEqual(await library.assetsByNames(companyId, ['cut']), []);
});

for (const [fileName, outcome, type, key] of [
  ['notes.xyz', 'error 1', 'UploadError', 'UNSUPPORTED_FILE_TYPE'],
  ['code.js', 'error 1', 'UploadError', 'JAVASCRIPT_DISABLED'],
  ['???.jpg', 'error 1', 'UploadError', 'INVALID_FILE_NAME'],
  ['.DS_Store', 'warning 1, skipped 1', 'UploadWarning', undefined],
] as const) {
  test(`${fileName} ends without being opened (${key ?? 'a warning'})`, async () => {
    const shown = await upload(place(), fileName, Buffer.from('content'));
    assert.equal(shown.outcome, outcome);
    assert.deepEqual(shown.lines.map((line) => [line.type, line.reason?.key]), [[type, key]]);
    assert.equal(tasks.length, 0);
  });
}

test('a crop becomes the modifier of the asset; one that is too large becomes a warning', async () => {
  const picture = await jpegBytes({ widthPx: 100, heightPx: 80 });
  const cropped = await upload(place(), 'cropped.jpg', picture, { manualCrop: { leftPx: 10, rightPx: 20, topPx: 5, bottomPx: 5 } });
  assert.equal((await assetOf(cropped.lines[0])).urlModifier, 'crop=10,5,70,70');
  const over = await upload(place(), 'over.jpg', picture, { manualCrop: { leftPx: 50, rightPx: 50, topPx: 0, bottomPx: 0 } });
  assert.deepEqual(over.lines.map((line) => line.key), ['log.created', 'log.cropTooLarge']);
  assert.equal((await assetOf(over.lines[0])).urlModifier, '');
});

test('pages of a document become assets beside it, again under the same names and handles, and those that are gone go into the trash', async () => {
  const folder = place();
  const page = (content: string) => ({ content });
  const options: Partial<UploadOptions> = { manualCrop: { leftPx: 10, rightPx: 0, topPx: 0, bottomPx: 0 } };
  const first = await upload(folder, 'brochure.pdf', pdfBytes({ pages: [page(''), page('1 0 0 rg 0 0 9 9 re f'), page('')] }), options);
  const document = await assetOf(first.lines[0]);
  assert.deepEqual([document.type, document.image, document.original !== undefined], ['Pdf', undefined, true]);
  const pages = await Promise.all(first.lines.slice(1).map(assetOf));
  assert.deepEqual(pages.map(({ type, name, urlModifier }) => [type, name, urlModifier]), [
    ['Image', 'brochure-1', 'crop=10,0,407,209'], ['Image', 'brochure-2', 'crop=10,0,407,209'], ['Image', 'brochure-3', 'crop=10,0,407,209'], ['Catalog', 'brochure', ''],
  ]);
  const second = await upload(folder, 'brochure.pdf', pdfBytes({ pages: [page('0 0 1 rg 0 0 9 9 re f'), page('')] }));
  const again = await Promise.all(second.lines.slice(1).map(assetOf));
  assert.deepEqual(again.map(({ id, urlModifier }) => [id, urlModifier]), [
    [pages[0]!.id, 'crop=10,0,407,209'], [pages[1]!.id, 'crop=10,0,407,209'], [pages[3]!.id, ''],
  ], 'crops are kept page by page');
  assert.notEqual(again[0]!.artifacts.optimized!.blobId, pages[0]!.artifacts.optimized!.blobId);
  assert.equal((await assetOf(first.lines[3])).trashState, 'InTrash');
  assert.deepEqual((await library.membersOf(document.companyId, pages[3]!.id)).map(({ name }) => name), ['brochure-1', 'brochure-2']);
  const none = await upload(folder, 'brochure.pdf', pdfBytes({ pages: [page('')] }), { pdf: { ...uploadOptions().pdf, process: 'None' } });
  assert.deepEqual(none.lines.map(({ key }) => key), ['log.updated']);
  assert.deepEqual((await Promise.all(first.lines.slice(1).map(assetOf))).map(({ trashState }) => trashState), Array(4).fill('InTrash'));
});

test('a document that would never end costs its own time and nothing else', async () => {
  // Each piece draws the next one twice: two to the power of 28 strokes.
  const forms = Object.fromEntries(Array.from({ length: 28 }, (_, level) => [`Fm${level}`, level === 27 ? '0 0 9 9 re f' : `/Fm${level + 1} Do /Fm${level + 1} Do`]));
  const leased = await lease(place(), 'endless.pdf', pdfBytes({ pages: [{ content: '/Fm0 Do' }], forms }));
  await workshop({ limits: { ...defaultProductionLimits, timeMs: 4000 } }).perform(leased, hands);
  const { outcome, lines } = await ended(leased);
  assert.equal(outcome, 'error 1');
  assert.ok(['TIME_LIMIT', 'MEMORY_LIMIT', 'DECODER_CRASHED', 'BROKEN_FILE'].includes(lines[0]!.reason!.key), lines[0]!.reason!.key);
  assert.equal((await upload(place(), 'after.pdf', pdfBytes({ pages: [{}] }))).outcome, 'success 1');
});

test('a document that cannot be read is an error of its file', async () => {
  const { outcome, lines } = await upload(place(), 'leaflet.pdf', Buffer.from('%PDF-1.4\n%%EOF\n'));
  assert.deepEqual([outcome, lines.map((line) => line.reason?.key)], ['error 1', ['BROKEN_FILE']]);
});

test('keywords of the job join those of the file', async () => {
  const { lines } = await upload(place(), 'worded.jpg', await jpegBytes({ widthPx: 10, heightPx: 10 }), { keywords: ['sale', 'sale', 'red'] });
  assert.deepEqual((await assetOf(lines[0])).keywords, ['sale', 'red']);
});

test('a child that died of the file makes an error of it; our own troubles go back to the worker', async () => {
  const dying = (code: 'MEMORY_LIMIT' | 'DISK_FULL' | 'STOPPED'): ReturnType<typeof workshop> =>
    workshop({ producer: { produce: () => Promise.reject(new Failure(code, { limitMb: 1 })), close: async () => {} } });
  const picture = await jpegBytes({ widthPx: 10, heightPx: 10 });
  const killed = await lease(place(), 'killer.jpg', picture);
  await dying('MEMORY_LIMIT').perform(killed, hands);
  assert.deepEqual((await ended(killed)).lines.map((line) => line.reason?.key), ['MEMORY_LIMIT']);
  for (const code of ['DISK_FULL', 'STOPPED'] as const) {
    const leased = await lease(place(), `${code}.jpg`, picture);
    await assert.rejects(dying(code).perform(leased, hands), { code });
    assert.deepEqual((await ended(leased)).lines, []);
  }
});

test('a crash between the artifacts and the commit leaves no half asset, and the second try makes one', async () => {
  const leased = await lease(place(), 'twice.jpg', await jpegBytes({ widthPx: 40, heightPx: 20 }));
  const broken = workshop({ jobs: { ...ledger.jobs, finishItems: () => Promise.reject(new Error('the power went')) } });
  await assert.rejects(broken.perform(leased, hands), /the power went/);
  assert.deepEqual(await library.assetsByNames(companyId, ['twice']), []);
  await workshop().perform(leased, hands);
  const assets = await library.assetsByNames(companyId, ['twice']);
  assert.equal(assets.length, 1);
  assert.deepEqual(await readdir(join(folder, 'blobs', 'work')).then((instances) => Promise.all(instances.map((one) => readdir(join(folder, 'blobs', 'work', one))))), [[]]);
});

test('the plan that ran is kept with the item', async () => {
  const kept: Json[] = [];
  const leased = await lease(place(), 'planned.jpg', await jpegBytes({ widthPx: 40, heightPx: 20 }));
  await workshop({ jobs: { ...ledger.jobs, finishItems: async (transaction, jobId, endings) => {
    for (const { plan } of endings) if (plan !== undefined) kept.push(plan);
    await ledger.jobs.finishItems(transaction, jobId, endings);
  } } }).perform(leased, hands);
  const [plan] = kept as unknown as readonly { readonly ran: readonly { readonly kind: string }[] }[];
  assert.deepEqual(plan!.ran.map((step) => step.kind), ['decode', 'pyramid', 'thumbnail']);
});

/** Leases an item that makes this asset again. */
async function leaseAgain(asset: Pick<Asset, 'id' | 'name' | 'folder' | 'fileName'>, options: Partial<UploadOptions> = {}, kind: JobKind = 'ReprocessAssets'): Promise<LeasedItem> {
  await ledger.open({
    kind, options: uploadOptions({ readyForPublish: false, preservePublishState: true, ...options }) as unknown as Json,
    items: [{ folder: asset.folder, fileName: asset.fileName, orderKey: asset.name, assetId: asset.id }], isInputClosed: true,
  });
  return (await ledger.takeNext())!;
}

async function again(...args: Parameters<typeof leaseAgain>): Promise<Shown> {
  const leased = await leaseAgain(...args);
  await workshop().perform(leased, hands);
  const shown = await ended(leased);
  return { ...shown, lines: shown.lines.filter(({ type }) => type !== 'BeginReoptimize' && type !== 'EndReoptimize') };
}

test('an asset is made again from its original: crop by the rules of uploads, everything else of it stays', async () => {
  const crop = { leftPx: 10, rightPx: 20, topPx: 5, bottomPx: 5 };
  const uploaded = await upload(place(), 'remade.jpg', await jpegBytes({ widthPx: 100, heightPx: 80 }), { manualCrop: crop, keywords: ['old'] });
  const before = await assetOf(uploaded.lines[0]);
  const kept = await again(before, { keywords: ['new'] });
  assert.equal(kept.outcome, 'success 1');
  assert.deepEqual(kept.lines.map(({ type, key, params, asset }) => [type, key, params['path'], asset?.id]),
    [['ReoptimizeSuccess', 'log.reprocessed', `${before.folder}remade.jpg`, before.id]]);
  const after = await assetOf(kept.lines[0]);
  const { version, keywords, modifiedAt: _modifiedAt, making, ...rest } = after;
  const { version: versionBefore, keywords: _keywords, modifiedAt: _before, making: makingBefore, ...restBefore } = before;
  assert.deepEqual(rest, restBefore);
  assert.equal(version, versionBefore + 1);
  assert.deepEqual(keywords, ['old', 'new']);
  assert.ok(making!.itemId > makingBefore!.itemId);
  await again(before, { preserveCrop: false });
  assert.equal((await assetOf(kept.lines[0])).urlModifier, '');
  await again(before, { manualCrop: { ...crop, leftPx: 20 } });
  assert.equal((await assetOf(kept.lines[0])).urlModifier, 'crop=20,5,60,70');
});

test('the publish state changes only when the job says so', async () => {
  const { lines } = await upload(place(), 'state.jpg', await jpegBytes({ widthPx: 10, heightPx: 10 }), { readyForPublish: false });
  const asset = await assetOf(lines[0]);
  await again(asset);
  assert.equal((await assetOf(lines[0])).isReadyForPublish, false);
  await again(asset, { readyForPublish: true, preservePublishState: false });
  assert.equal((await assetOf(lines[0])).isReadyForPublish, true);
});

test('a moved and renamed asset is read by the name of its original and keeps its own', async () => {
  const { lines } = await upload(place(), 'first.jpg', await jpegBytes({ widthPx: 10, heightPx: 10 }));
  const asset = await assetOf(lines[0]);
  await sql`update asset set name = 'second', file_name = 'second', folder_path = 'Co/moved/' where id = ${asset.id}`.execute(ledger.database);
  const made = await again({ ...asset, name: 'second', fileName: 'second', folder: 'Co/moved/' });
  assert.deepEqual(made.lines.map(({ type, params }) => [type, params['path']]), [['ReoptimizeSuccess', 'Co/moved/second']]);
  const after = await assetOf(lines[0]);
  assert.deepEqual([after.name, after.folder, after.originalFileName], ['second', 'Co/moved/', 'first.jpg']);
});

test('optimizing makes an asset with the options it was made with, reprocessing with those of the job', async () => {
  const sharpened = { createMask: true, unsharpMask: { amount: 1, radiusPx: 1, threshold: 0, isMonochrome: false }, colour: { mode: 'MaintainOriginal' as const } };
  const { lines } = await upload(place(), 'optimized.jpg', await jpegBytes({ widthPx: 10, heightPx: 10 }), sharpened);
  const asset = await assetOf(lines[0]);
  assert.deepEqual(asset.making?.options, sharpened);
  tasks = [];
  await again(asset, {}, 'ImageOptimization');
  const { createMask, unsharpMask, colour, preserveCrop } = tasks[0]!.options;
  assert.deepEqual({ createMask, unsharpMask, colour, preserveCrop }, { ...sharpened, preserveCrop: true });
  await again(asset);
  assert.deepEqual((await assetOf(lines[0])).making?.options, {});
});

test('what cannot be made again says why: gone, in the trash, without an original, damaged, or nothing to make of it', async () => {
  const picture = await jpegBytes({ widthPx: 10, heightPx: 10 });
  const uploaded = async (name: string, bytes: Uint8Array = picture) => assetOf((await upload(place(), name, bytes)).lines[0]);
  const said = async (asset: Asset) => {
    const { outcome, lines } = await again(asset);
    return [outcome, ...lines.map(({ type, key, reason }) => `${type} ${reason?.key ?? key}`)];
  };
  const trashed = await uploaded('trashed.jpg');
  await library.trash(companyId, trashed.id, 'x');
  assert.deepEqual(await said(trashed), ['error 1', 'ReoptimizeFailure ASSET_GONE']);
  assert.deepEqual(await said({ ...trashed, id: 999_999 }), ['error 1', 'ReoptimizeFailure ASSET_GONE']);
  const bare = await uploaded('bare.jpg');
  await sql`update asset set original_blob = null, original_bytes = null, type = 'ImageSet' where id = ${bare.id}`.execute(ledger.database);
  assert.deepEqual(await said(bare), ['error 1', 'ReoptimizeFailure NO_ORIGINAL']);
  const damaged = await uploaded('damaged.jpg');
  const path = join(folder, 'damaged');
  await writeFile(path, picture.subarray(0, 200));
  const blob = await blobs.adopt(path);
  await sql`update asset set original_blob = ${blob.id} where id = ${damaged.id}`.execute(ledger.database);
  assert.deepEqual(await said(damaged), ['error 1', 'ReoptimizeFailure BROKEN_FILE']);
  const style = await uploaded('style.css', Buffer.from('b {}'));
  assert.deepEqual(await said(style), ['warning 1, skipped 1', 'UploadWarning log.nothingToReprocess']);
  const [after] = await library.assetsByIds(companyId, [style.id]);
  assert.equal(after?.version, style.version);
});

test('an asset that got another original while the old one was produced is taken again', async () => {
  const destination = place();
  const asset = await assetOf((await upload(destination, 'raced.jpg', await jpegBytes({ widthPx: 10, heightPx: 10 }))).lines[0]);
  const leased = await leaseAgain(asset);
  const racing: Producer<ProductionTask, ProductionResult> = {
    async produce(task, options) {
      const made = await children.produce(task, options);
      await sql`update asset set original_blob = 'another' where id = ${asset.id}`.execute(ledger.database);
      return made;
    },
    close: async () => {},
  };
  await assert.rejects(workshop({ producer: racing }).perform(leased, hands), { code: 'ASSET_CHANGED' });
  const [after] = await library.assetsByIds(companyId, [asset.id]);
  assert.deepEqual([after?.version, after?.artifacts], [asset.version, asset.artifacts]);
});

async function profile(owner: number, name: string, bytes: Uint8Array): Promise<Asset> {
  const path = join(folder, 'profile');
  await writeFile(path, bytes);
  const { id: blobId, sizeBytes } = await blobs.adopt(path);
  const { asset } = await publishAlone(ledger.database, library, publicationOf(owner, `Profiles/${name}.icc`, {
    type: 'IccProfile', original: { blobId, sizeBytes }, artifacts: {}, image: undefined, facts: profileFacts(iccFacts(bytes)!),
  }));
  return asset;
}

test('a conversion brings the chosen profiles to the child, own and shared ones', async () => {
  const [source, output] = [await profile(companyId, 'ours', publishedProfile('AdobeRGB')), await profile(sharedId, 'theirs', publishedProfile('sRGB'))];
  const shared = workshop({ companyRules: async () => ({ ...rules, sharedCompanyId: sharedId }) });
  const leased = await lease(place(), 'converted.jpg', await jpegBytes({ widthPx: 10, heightPx: 10 }), {
    colour: { mode: 'Convert', sourceProfileId: source.id, outputProfileId: output.id },
  });
  await shared.perform(leased, hands);
  const { profiles } = tasks[0]!;
  assert.deepEqual(await readFile(profiles!.source!), Buffer.from(publishedProfile('AdobeRGB')));
  assert.deepEqual(await readFile(profiles!.output!), Buffer.from(publishedProfile('sRGB')));
});

test('a chosen profile that is gone when the file is produced ends it in an error that names the profile', async () => {
  const gone = await profile(companyId, 'gone', publishedProfile('NTSC'));
  const here = await profile(companyId, 'here', publishedProfile('PAL'));
  const foreign = await profile(3, 'foreign', publishedProfile('PAL'));
  await library.trash(companyId, gone.id, 'ann@example.com');
  for (const [sourceProfileId, outputProfileId, role, id] of [[gone.id, here.id, 'source', gone.id], [here.id, foreign.id, 'output', foreign.id]] as const) {
    const { outcome, lines } = await upload(place(), 'late.jpg', await jpegBytes({ widthPx: 10, heightPx: 10 }), {
      colour: { mode: 'Convert', sourceProfileId, outputProfileId },
    });
    assert.equal(outcome, 'error 1');
    assert.deepEqual(lines.map((line) => [line.type, line.reason?.key, line.reason?.params]), [['UploadError', 'PROFILE_MISSING', { role, id }]]);
  }
  assert.equal(tasks.length, 0);
});

test('the company decides about CMYK without a profile, else the shared profile does; nonsense counts as nothing', async () => {
  const shared = await profile(sharedId, 'GenericCMYK', await cmykProfile());
  const [own, display] = [await profile(companyId, 'ourCmyk', (await cmykProfile()).slice()), await profile(companyId, 'screen', publishedProfile('DisplayP3'))];
  const taskWith = async (settings: Partial<CompanyRules>): Promise<ProductionTask['profiles']> => {
    const leased = await lease(place(), 'any.jpg', await jpegBytes({ widthPx: 10, heightPx: 10 }));
    await workshop({ companyRules: async () => ({ ...rules, ...settings }) }).perform(leased, hands);
    return tasks.at(-1)!.profiles;
  };
  const sharedPath = await blobs.localFile(shared.original!.blobId);
  const displayPath = await blobs.localFile(display.original!.blobId);
  assert.deepEqual(await taskWith({}), { source: undefined, output: undefined, defaultCmyk: undefined, defaultDisplay: undefined });
  assert.equal((await taskWith({ sharedCompanyId: sharedId }))?.defaultCmyk, sharedPath);
  const set = await taskWith({ sharedCompanyId: sharedId, defaultSourceProfileId: own.id, defaultDisplayProfileId: display.id });
  assert.deepEqual([set?.defaultCmyk, set?.defaultDisplay], [await blobs.localFile(own.original!.blobId), displayPath]);
  const swapped = await taskWith({ sharedCompanyId: sharedId, defaultSourceProfileId: display.id, defaultDisplayProfileId: own.id });
  assert.deepEqual([swapped?.defaultCmyk, swapped?.defaultDisplay], [sharedPath, undefined]);
});

test('what is made beside the file is published in the same breath, a line for each, and found again at the next upload', async () => {
  const destination = place();
  const withPages = (count: number): Producer<ProductionTask, ProductionResult> => ({
    async produce(task) {
      const parts = await Promise.all(Array.from({ length: count }, async (_, index) => {
        const path = join(task.workFolderPath, `page-${index}.tif`);
        await writeFile(path, `page ${index} of ${count}`);
        return {
          part: `page ${index + 1}`, name: `cat-${index + 1}`, extension: 'tif', type: 'Image' as const, image: plainImage,
          artifacts: [{ role: 'optimized' as const, path }], warnings: index === 0 ? [{ key: 'log.cropTooLarge' as const, params: {} }] : [],
        };
      }));
      return {
        kind: 'made', type: 'Pdf', image: undefined, facts: undefined, metadata: embeddedMetadata({}), artifacts: [], crop: undefined, warnings: [], notes: [], plan: {},
        derived: { engine: 'PostScriptRip', parts },
      };
    },
    close: async () => {},
  });
  const run = async (count: number): Promise<Shown> => {
    const leased = await lease(destination, 'cat.pdf', Buffer.from('%PDF-1.4'));
    await workshop({ producer: withPages(count) }).perform(leased, hands);
    return ended(leased);
  };
  const first = await run(3);
  assert.equal(first.outcome, 'success 1, warning 1', 'by-products do not count as files');
  assert.deepEqual(first.lines.map((line) => [line.type, line.key, line.params['path']]), [
    ['UploadSuccess', 'log.created', `${destination}cat.pdf`], ['UploadSuccess', 'log.derived', `${destination}cat-1.tif`],
    ['UploadWarning', 'log.cropTooLarge', `${destination}cat-1.tif`], ['UploadSuccess', 'log.derived', `${destination}cat-2.tif`],
    ['UploadSuccess', 'log.derived', `${destination}cat-3.tif`],
  ]);
  const page = await assetOf(first.lines[1]);
  assert.equal((await readFile(await blobs.localFile(page.artifacts.optimized!.blobId))).toString(), 'page 0 of 3');
  const second = await run(2);
  assert.deepEqual([second.outcome, (await assetOf(second.lines[1])).id], ['update 1, warning 1', page.id]);
  assert.equal((await assetOf(first.lines[4])).trashState, 'InTrash');
});

async function leaseUrl(destination: string, fileName: string, url: string, options: Partial<UploadOptions> = {}): Promise<LeasedItem> {
  await ledger.open({
    kind: 'UrlUpload', options: uploadOptions(options) as unknown as Json, isInputClosed: true,
    items: [{ folder: destination, fileName, orderKey: fileName, origin: { kind: 'url', url } }],
  });
  return (await ledger.takeNext())!;
}

test('a file that is fetched goes the way of one that was received', async () => {
  served.set('u:lamp', await jpegBytes({ widthPx: 44, heightPx: 22 }));
  const destination = place();
  const leased = await leaseUrl(destination, 'lamp.jpg', 'u:lamp');
  const shares: number[] = [];
  let hasMadeRoom = false;
  await workshop().perform(leased, { ...hands, progress: (share) => shares.push(share), makeRoom: () => { hasMadeRoom = true; } });
  const { outcome, lines } = await ended(leased);
  assert.equal(outcome, 'success 1');
  const asset = await assetOf(lines.find((line) => line.type === 'UploadSuccess'));
  assert.deepEqual([asset.folder, asset.fileName, asset.image?.widthPx], [destination, 'lamp.jpg', 44]);
  assert.deepEqual(await readFile(await blobs.localFile(asset.original!.blobId)), Buffer.from(served.get('u:lamp')!));
  assert.ok(shares[0] === 0.25 && shares.slice(1).every((share) => share >= 0.5), `${shares}`);
  assert.ok(hasMadeRoom, 'who waits for another server takes no place');
  assert.deepEqual((await ledger.logOf(leased.job)).transfers, { success: 1, error: 0, warning: 0 });
});

test('another try does not fetch again', async () => {
  served.set('u:twice', await jpegBytes({ widthPx: 40, heightPx: 20 }));
  const leased = await leaseUrl(place(), 'fetched once.jpg', 'u:twice');
  const before = fetches;
  const dying: Producer<ProductionTask, ProductionResult> = { produce: () => Promise.reject(new Failure('DISK_FULL')), close: async () => {} };
  await assert.rejects(workshop({ producer: dying }).perform(leased, hands), { code: 'DISK_FULL' });
  await ledger.jobs.release(leased);
  const again = (await ledger.takeNext())!;
  await workshop().perform(again, hands);
  assert.equal((await ended(again)).outcome, 'success 1');
  assert.equal(fetches, before + 1);
});

test('what will be refused or skipped by its name is not fetched, and what cannot be fetched is a failure of the item', async () => {
  const destination = place();
  served.set('u:x', await jpegBytes({ widthPx: 40, heightPx: 20 }));
  const before = fetches;
  for (const [fileName, wanted] of [['x.exe', 'error 1'], ['.hidden', 'warning 1, skipped 1']] as const) {
    const leased = await leaseUrl(destination, fileName, 'u:x');
    await workshop().perform(leased, hands);
    assert.equal((await ended(leased)).outcome, wanted);
  }
  await upload(destination, 'there.jpg', await jpegBytes({ widthPx: 40, heightPx: 20 }));
  const duplicate = await leaseUrl(destination, 'there.jpg', 'u:x', { overwrite: false });
  await workshop({ companyRules: async () => ({ ...rules, overwriteMode: 'OverwriteFullNameAnyFolder' }) }).perform(duplicate, hands);
  assert.equal((await ended(duplicate)).outcome, 'duplicate 1');
  assert.equal(fetches, before);
  const missing = await leaseUrl(destination, 'gone.jpg', 'u:gone');
  await assert.rejects(workshop().perform(missing, hands), { code: 'FETCH_REFUSED' });
});

test('a look for images queues those that have an original', async () => {
  const destination = place();
  await upload(destination, 'one.jpg', await jpegBytes({ widthPx: 40, heightPx: 20 }));
  await upload(destination, 'two.css', Buffer.from('p { color: red }'));
  await ledger.clear();
  await ledger.open({
    kind: 'ImageOptimization', options: uploadOptions() as unknown as Json, isInputClosed: true,
    items: [{ folder: 'Co/', fileName: '', orderKey: '|images', listing: { kind: 'images' } }],
  });
  await workshop().perform((await ledger.takeNext())!, hands);
  const found = (await ledger.items()).filter((item) => item !== ' done');
  const named = (await library.search({ companyId, includeSubfolders: true, types: ['Image', 'AnimatedGif', 'Svg', 'Mask', 'Watermark', 'Psd'], pageSize: 1000, page: 1 })).assets;
  assert.deepEqual(found.toSorted(), named.filter((asset) => asset.original).map((asset) => `${asset.fileName} queued`).toSorted());
  assert.ok(found.includes('one.jpg queued') && !found.some((item) => item.startsWith('two')));
});

const publishJob = async (isFull: boolean): Promise<LeasedItem> => {
  // A full one publishes what was published before it began.
  ledger.clock.advance(1000);
  await ledger.open({
    kind: 'ImageServingPublish', isInputClosed: true,
    items: [{ folder: 'Co/', fileName: '', orderKey: '|publish ImageServing', listing: { kind: 'publication', context: 'ImageServing', isFull } }],
  });
  return (await ledger.takeNext())!;
};
const publishedNames = (lines: readonly Line[], type: string): readonly string[] =>
  lines.filter((line) => line.type === type).map((line) => line.asset?.name ?? '').toSorted();

test('a publish job publishes what is due and withdraws what is marked no more, each with a line and a transfer', async () => {
  const destination = place();
  await upload(destination, 'pub one.css', Buffer.from('p{}'));
  await upload(destination, 'pub two.css', Buffer.from('p{}'));
  const all = await publishJob(true);
  await workshop().perform(all, hands);
  const first = await ended(all);
  const names = publishedNames(first.lines, 'ImageServingPublishSuccess');
  assert.ok(names.includes('pub one') && names.includes('pub two'));
  const log = await ledger.logOf(all.job);
  assert.deepEqual([log.state, log.counts.success, log.transfers.success, log.receivedCount], ['ended', names.length, names.length, names.length]);
  const [one] = await library.assetsByNames(companyId, ['pub one'], { types: ['Css'] });
  await library.setPublishState(companyId, one!.id, false, 'x');
  await upload(destination, 'pub two.css', Buffer.from('p{color:red}'));
  const changed = await publishJob(false);
  await workshop().perform(changed, hands);
  const second = await ended(changed);
  assert.deepEqual(publishedNames(second.lines, 'ImageServingPublishSuccess'), ['pub two']);
  assert.deepEqual(publishedNames(second.lines, 'ImageServingPublishCleanup'), ['pub one']);
  const nothing = await publishJob(false);
  await workshop().perform(nothing, hands);
  assert.equal((await ledger.logOf(nothing.job)).receivedCount, 0);
});

test('a publish job that is stopped ends between two of its transactions; one that loses its item goes on where it was', async () => {
  const full = await publishJob(true);
  await ledger.jobs.stop(companyId, full.job.id, '');
  await workshop().perform(full, hands);
  assert.equal((await ledger.logOf(full.job)).state, 'ended');
  const lost = await publishJob(true);
  await ledger.jobs.release(lost);
  await assert.rejects(workshop().perform(lost, hands), { code: 'LEASE_LOST' });
  const again = (await ledger.takeNext())!;
  await workshop().perform(again, hands);
  const log = await ledger.logOf(again.job);
  assert.ok(log.state === 'ended' && log.counts.success > 0);
});
