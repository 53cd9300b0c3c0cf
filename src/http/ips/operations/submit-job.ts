import { Failure } from '#base';
import { jobHandle, type JobKind, type NewItem } from '#jobs';
import type { AssetType } from '#library';
import type { UploadOptions } from '#production';
import { parseAssetHandle, type WireObject } from '#wire';

import { spokenLocale } from '../../client.ts';
import { echoOptions, plainOptions, readReprocessOptions, resolveReferences, type OptionsReading } from '../../job-options/index.ts';
import { invalid, momentOf, neededTextOf, textOf } from '../arguments.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { companyOf, userOf } from '../subjects.ts';

type Submission = { readonly kind: JobKind; readonly reading: OptionsReading; readonly items: () => Promise<readonly NewItem[]> };

/** Kinds of jobs that can be submitted, by the element that holds their options. */
const kinds: { readonly [element: string]: (context: OperationContext, job: WireObject) => Submission } = {
  reprocessAssetsJob: (context, job) => ({
    kind: 'ReprocessAssets', reading: readReprocessOptions(job), items: () => itemsOfHandles(context, job),
  }),
  optimizeImagesJob: (context, job) => ({
    kind: 'ImageOptimization', reading: plainOptions(job), items: () => itemsOfImages(context),
  }),
};

/** Every kind of the interface. @source operations, §4.1 "submitJob" */
const elements = [
  'imageServingPublishJob', 'imageRenderingPublishJob', 'videoPublishJob', 'serverDirectoryPublishJob', 'metadataPublishJob',
  'uploadDirectoryJob', 'uploadUrlsJob', 'optimizeImagesJob', 'ripPdfsJob', 'reprocessAssetsJob', 'createVideoSitemapJob', 'exportJob',
  'automatedSetGenerationJob',
] as const;

/** Jobs that may follow on one. */
const followers = ['postImageServingPublishJob', 'postImageRenderingPublishJob', 'postVideoPublishJob'] as const;

/** Opens a job on what the library has. @source job tracking, §7 */
export const submitJob: Operation = {
  name: 'submitJob',
  lacking: '`reprocessAssetsJob` and `optimizeImagesJob` so far, at once: other kinds, jobs that follow on them, `execTime` and '
    + '`execSchedule` answer fault 30000 with their name.',
  async handle(context, input) {
    const company = companyOf(context);
    const jobName = neededTextOf(input, 'jobName');
    const { element, job } = jobIn(input);
    refuseSchedule(input);
    const read = kinds[element];
    if (read === undefined) throw notYet(element);
    const follower = followers.find((name) => job[name] !== undefined);
    if (follower !== undefined) throw notYet(`${element}/${follower}`);
    const { kind, reading, items } = read(context, job);
    const [problem] = [...reading.missing, ...reading.invalid];
    if (problem !== undefined) throw problem;
    const receiver = await userOf(context, input);
    const { projectIds } = await resolveReferences(context.rooms, company.id, reading.references);
    const { caller, client, rooms } = context;
    const options: UploadOptions = {
      ...reading.options, projectIds, ...(receiver.id === caller.user.id ? {} : { mailUserId: receiver.id }),
    };
    const newItems = await items();
    const opened = await rooms.database.transaction().execute((transaction) => rooms.jobs.open(transaction, {
      kind, companyId: company.id, companyRoot: company.rootPath, userId: caller.user.id, userEmail: caller.user.email,
      originalName: jobName, locale: spokenLocale(textOf(input, 'locale'), context.locale), description: textOf(input, 'description') ?? '',
      clientName: client.name, clientAddress: client.address, options, echo: echoOptions(job), items: newItems, isInputClosed: true,
    }));
    return { jobHandle: jobHandle(opened) };
  },
};

/** The only job of a submission. @throws INVALID_PARAMETER for none and for several */
function jobIn(input: WireObject): { readonly element: string; readonly job: WireObject } {
  const sent = elements.filter((element) => input[element] !== undefined);
  const [element] = sent;
  if (element === undefined || sent.length > 1) throw invalid('job', `exactly one of ${elements.join(', ')}`, sent.join(' and ') || 'none');
  return { element, job: input[element] as WireObject };
}

function refuseSchedule(input: WireObject): void {
  const isTimed = momentOf(input, 'execTime') !== undefined;
  const isScheduled = textOf(input, 'execSchedule') !== undefined;
  if (isTimed && isScheduled) throw invalid('execTime', 'only one of execTime and execSchedule', 'both');
  if (isTimed || isScheduled) throw notYet(isTimed ? 'execTime' : 'execSchedule');
}

function notYet(part: string): Failure {
  return new Failure('OPERATION_NOT_AVAILABLE', { operation: `submitJob/${part}` });
}

/** One item an asset, in the order of the handles. @throws NOT_FOUND for a handle that means no asset of the company outside of the trash */
async function itemsOfHandles(context: OperationContext, job: WireObject): Promise<readonly NewItem[]> {
  const name = 'reprocessAssetsJob.assetHandleArray';
  const handles = handlesOf(job);
  if (handles.length === 0) throw new Failure('MISSING_PARAMETER', { name });
  const ids = handles.map((handle) => parseAssetHandle(handle));
  const assets = await context.rooms.library.assetsByIds(companyOf(context).id, ids.filter((id) => id !== undefined));
  const known = new Set(assets.filter(({ trashState }) => trashState === 'NotInTrash').map(({ id }) => id));
  const unknown = handles.find((_, index) => !known.has(ids[index] ?? -1));
  if (unknown !== undefined) throw new Failure('NOT_FOUND', { name, handle: unknown.slice(0, 200) });
  return assets.map(itemOf);
}

function handlesOf(job: WireObject): readonly string[] {
  const array = job['assetHandleArray'];
  const items: unknown = typeof array === 'object' && 'items' in array ? array['items'] : [];
  if (!Array.isArray(items)) return [];
  return items.filter((item): item is string => typeof item === 'string').map((item) => item.trim()).filter((item) => item !== '');
}

/** Types whose artifacts are pyramids of their originals. */
const imageTypes: readonly AssetType[] = ['Image', 'AnimatedGif', 'Svg', 'Mask', 'Watermark', 'Psd'];

/** Every image of the company. */
async function itemsOfImages(context: OperationContext): Promise<readonly NewItem[]> {
  const items: NewItem[] = [];
  for await (const page of context.rooms.library.withOriginals(companyOf(context).id, imageTypes)) items.push(...page.map(itemOf));
  return items;
}

/** Uploads to an asset take turns with what is made of it: both go by its name. */
function itemOf(asset: { readonly id: number; readonly name: string; readonly folder: string; readonly fileName: string }): NewItem {
  return { folder: asset.folder, fileName: asset.fileName, orderKey: asset.name, assetId: asset.id };
}
