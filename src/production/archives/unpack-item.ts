import { asFailure, Failure, type Json } from '#base';
import { errorLine, type JobKind, type LeasedItem, type NewItem, type Unpacked, type UnpackedSoFar } from '#jobs';
import { cleanFolderPath, orderKeyOf, type StoredFile } from '#library';
import type { FinishItem } from '../finishing.ts';
import { failedEnding, skippedEnding, type Ending } from '../lines.ts';
import { defaultProductionLimits } from '../settings.ts';
import { resultOf, type Hands, type Workbench } from '../workbench.ts';
import { defaultArchiveLimits } from './settings.ts';
import type { LeftOut, UnpackedFile, UnpackedPart, UnpackResult, UnpackTask } from './types.ts';

/** Files made durable at a time: more would only queue up at the disk. */
const adoptedAtOnce = 8;

/** Takes a leased archive apart: what comes out becomes items of its job, piece by piece, and is from there on like any other
 *  file that was sent. The archive itself leaves nothing but its errors.
 *  @source specification of UploadPostJob, §3.23; job tracking, §4 */
export async function unpackItem(workshop: Workbench, finish: FinishItem, leased: LeasedItem, archive: StoredFile, hands: Hands): Promise<void> {
  const { item } = leased;
  const path = item.folder + item.fileName;
  let soFar = item.unpacked;
  let isStopping = false;
  const takePart = async (part: UnpackedPart): Promise<void> => {
    const unpacked = await adopted(workshop, leased, part);
    ({ isStopping } = await workshop.jobs.addUnpacked(leased, unpacked));
    if (isStopping) throw new Failure('STOPPED');
    soFar = part.soFar;
  };
  await using folder = await workshop.blobs.workFolder();
  try {
    const startMs = workshop.clock.now().getTime();
    const result = await resultOf(async (): Promise<UnpackResult> => workshop.unpacker.produce(
      await taskOf(workshop, item.fileName, archive, folder.path, soFar), { signal: hands.signal, onProgress: hands.progress, onPart: takePart },
    ));
    hands.makeRoom();
    const ms = workshop.clock.now().getTime() - startMs;
    await finish({ kind: 'ended', ending: endingOf(leased.job.kind, path, result, soFar), plan: planOf(result, soFar, ms) });
  } catch (thrown) {
    if (!isStopping) throw thrown;
    await workshop.jobs.release(leased);
  }
}

async function taskOf(workshop: Workbench, fileName: string, archive: StoredFile, workFolderPath: string, soFar: UnpackedSoFar): Promise<UnpackTask> {
  const limits = workshop.archiveLimits ?? defaultArchiveLimits;
  return {
    kind: 'unpack', sourcePath: await workshop.blobs.localFile(archive.blobId), fileName, workFolderPath, soFar, archive: limits,
    limits: {
      ...workshop.limits ?? defaultProductionLimits, timeMs: limits.timeMs,
      // The child counts itself; this ends one that cannot count. Files of one piece and the next one lie in the folder.
      outputBytes: 2 * limits.fileBytes + 2 ** 30,
    },
  };
}

/** Makes a piece durable, and its files items. Blobs that nobody comes to refer to are swept. */
async function adopted(workshop: Workbench, leased: LeasedItem, { files, leftOut, soFar }: UnpackedPart): Promise<Unpacked> {
  const { item } = leased;
  const root = item.folder.slice(0, item.folder.indexOf('/') + 1);
  const items: NewItem[] = [];
  const refused: Unpacked['refused'][number][] = leftOut.map((one) => refusedEntry(leased, one));
  const adoptOne = async (file: UnpackedFile): Promise<NewItem | undefined> => {
    const folder = folderOf(root, item.folder + file.folder);
    if (folder instanceof Failure) {
      refused.push(refusedEntry(leased, { name: file.folder + file.fileName, why: { code: folder.code, params: folder.params } }));
      return undefined;
    }
    const blob = await workshop.blobs.adopt(file.path);
    return { folder, fileName: file.fileName, orderKey: orderKeyOf(file.fileName), blobId: blob.id, sizeBytes: blob.sizeBytes };
  };
  for (let first = 0; first < files.length; first += adoptedAtOnce) {
    const some = await Promise.all(files.slice(first, first + adoptedAtOnce).map(adoptOne));
    items.push(...some.filter((one) => one !== undefined));
  }
  return { items, refused, soFar };
}

/** Where the library would not have a folder of this name, nothing can be put into it. */
function folderOf(root: string, path: string): string | Failure {
  try {
    return cleanFolderPath(root, path);
  } catch (thrown) {
    return asFailure(thrown);
  }
}

function refusedEntry({ item, job }: LeasedItem, { name, why }: LeftOut): Unpacked['refused'][number] {
  if (why === 'hidden') {
    return { outcome: 'skipped', line: { type: 'UploadWarning', key: 'log.hiddenFile', params: { path: item.folder + name } } };
  }
  return { outcome: 'error', line: errorLine(job.kind, `${item.folder}${item.fileName}: ${name}`, { key: why.code, params: why.params }) };
}

function endingOf(kind: JobKind, path: string, result: UnpackResult, soFar: UnpackedSoFar): Ending {
  if (result.kind === 'unpacked') {
    return result.files === 0 ? skippedEnding(path, { key: 'log.archiveEmpty', params: {} }) : { outcome: 'unpacked', lines: [] };
  }
  const { outcome, lines } = failedEnding(kind, path, result);
  if (soFar.records === 0) return { outcome, lines };
  const notes = [{ type: 'UploadWarning', key: 'log.unpackedBefore', params: { count: soFar.records } }] as const;
  return { outcome, lines: lines.map((line) => ({ ...line, notes })) };
}

/** Plain data for `explain`. */
function planOf(result: UnpackResult, { records, sizeBytes }: UnpackedSoFar, ms: number): Json {
  return {
    type: 'Zip', steps: [{ kind: 'unpack', records, sizeBytes }], ran: result.kind === 'unpacked' ? [{ kind: 'unpack', ms }] : [],
  };
}
