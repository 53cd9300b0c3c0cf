import { join } from 'node:path';
import { asFailure, Failure } from '#base';
import type { ArchiveReader, ArchiveRecord } from '#ports';
import { translateDisk } from '../translate-disk.ts';
import { readEntryPath, type EntryPath } from './entry-path.ts';
import { extract, type Account } from './extract.ts';
import { openArchive, type AnyArchive } from './open.ts';
import { openPlaces, type Places } from './overlaps.ts';
import type { LeftOut, UnpackedFile, UnpackedPart, UnpackResult, UnpackTask } from './types.ts';

/** What is handed over at once: so much lies in the work folder, and so much is lost when a process dies. */
const filesTogether = 100;
const leftOutTogether = 200;
const bytesTogether = 256 * 2 ** 20;

/** Takes an archive apart, record by record, and hands over what came out piece by piece. Runs inside a child process.
 *  @returns `failed` for whatever is the archive's fault; what came out before was handed over.
 *  @throws what is ours: a full disk, a defect. */
export async function unpack(
  task: UnpackTask, reader: ArchiveReader, onProgress: (share: number) => void, handOver: (part: UnpackedPart) => Promise<void>,
): Promise<UnpackResult> {
  const batch = openBatch(task, handOver);
  try {
    await using archive = await openArchive(task.sourcePath, task.fileName, reader, task.archive);
    const files = await unpackRecords(task, archive, batch, onProgress);
    await batch.handOver();
    return { kind: 'unpacked', files };
  } catch (thrown) {
    const failure = asFailure(translateDisk(thrown));
    if (failure.row.retry === 'later') throw failure;
    await batch.handOver();
    return { kind: 'failed', code: failure.code, params: failure.params };
  }
}

type Batch = {
  readonly account: Account;
  file(file: UnpackedFile, sizeBytes: number): void;
  leaveOut(name: string, why: LeftOut['why']): void;
  /** Another record is dealt with. */
  next(): Promise<void>;
  handOver(): Promise<void>;
};

function openBatch({ soFar }: UnpackTask, handOver: (part: UnpackedPart) => Promise<void>): Batch {
  const account: Account = { totalBytes: soFar.sizeBytes };
  let files: UnpackedFile[] = [];
  let leftOut: LeftOut[] = [];
  let bytes = 0;
  let records = soFar.records;
  const hand = async (): Promise<void> => {
    if (files.length + leftOut.length === 0) return;
    await handOver({ files, leftOut, soFar: { records, sizeBytes: account.totalBytes } });
    [files, leftOut, bytes] = [[], [], 0];
  };
  return {
    account,
    file(file, sizeBytes) {
      files.push(file);
      bytes += sizeBytes;
    },
    leaveOut: (name, why) => void leftOut.push({ name: name.slice(0, 300), why: why === 'hidden' ? why : { code: why.code, params: why.params } }),
    async next() {
      records += 1;
      if (files.length >= filesTogether || leftOut.length >= leftOutTogether || bytes >= bytesTogether) await hand();
    },
    handOver: hand,
  };
}

/** @returns how many files the archive holds, those left out and those of earlier tries included. */
async function unpackRecords(task: UnpackTask, archive: AnyArchive, batch: Batch, onProgress: (share: number) => void): Promise<number> {
  const { archive: limits, soFar } = task;
  const places = openPlaces();
  let [files, folders, index] = [0, 0, 0];
  for await (const record of archive.records) {
    index += 1;
    const isFolder = record.kind === 'folder';
    if (isFolder) folders += 1;
    else files += 1;
    if (files > limits.files || folders > limits.files) throw new Failure('ARCHIVE_LIMIT', { limit: limits.files, unit: isFolder ? 'folders' : 'files' });
    const isAlone = takePlace(places, record, archive.sizeBytes);
    if (index <= soFar.records) continue;
    if (!isFolder) await unpackRecord(task, archive, record, isAlone, join(task.workFolderPath, `entry-${index}`), batch);
    await batch.next();
    onProgress(archive.packedBytes ? archive.packedBytes() / archive.sizeBytes : index / (archive.statedRecords ?? index));
  }
  return files;
}

/** A place that lies outside is none; it must not cost others theirs. */
function takePlace(places: Places, { place }: ArchiveRecord, archiveBytes: number): boolean {
  return place === undefined || place.endByte > archiveBytes || places.take(place.startByte, place.endByte);
}

async function unpackRecord(
  task: UnpackTask, archive: AnyArchive, record: ArchiveRecord, isAlone: boolean, path: string, batch: Batch,
): Promise<void> {
  const target = judge(record, isAlone, task.archive.depth);
  if (target instanceof Failure) return batch.leaveOut(record.name, target);
  if (target.isHidden) return batch.leaveOut(target.folder + target.fileName, 'hidden');
  const extracted = await extract(record, path, task.archive, batch.account, archive.packedBytes);
  if (extracted instanceof Failure) batch.leaveOut(record.name, extracted);
  else batch.file({ path, folder: target.folder, fileName: target.fileName }, extracted);
}

/** Decides about an entry before its content is touched. */
function judge(record: ArchiveRecord, isAlone: boolean, depth: number): EntryPath | Failure {
  try {
    const path = readEntryPath(record.name, depth);
    if (path.isHidden) return path;
    if (record.kind === 'link' || record.kind === 'device') return new Failure('ENTRY_NO_FILE');
    if (record.kind !== 'file') return new Failure('ENTRY_UNSUPPORTED', { detail: record.kind === 'sparse' ? 'it is stored with holes' : 'its kind of record is unknown' });
    if (record.isEncrypted) return new Failure('ENTRY_ENCRYPTED');
    if (!isAlone) return new Failure('BROKEN_FILE', { detail: 'it shares its bytes with another file of the archive' });
    return path;
  } catch (thrown) {
    return asFailure(thrown);
  }
}
