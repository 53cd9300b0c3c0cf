import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '#base';
import type { Blobs, Producer } from '#ports';
import type { Rectangle } from './crop.ts';
import { openMeasurer } from './measurer.ts';
import { defaultProductionLimits } from './settings.ts';
import type { MeasureTask } from './types.ts';

const original = { blobId: 'b', fileName: 'a.png' };
const crop = { autoTransparentCrop: { tolerance: 0 } };
const box: Rectangle = { xPx: 1, yPx: 2, widthPx: 3, heightPx: 4 };

/** A child that answers when it is told to, and the folders that are open. */
function world() {
  const tasks: { readonly task: MeasureTask; readonly answer: (value: Rectangle) => void; readonly fail: (failure: Failure) => void }[] = [];
  let openFolders = 0;
  let starts = 0;
  const producer: Producer<MeasureTask, Rectangle> = {
    produce: (task) => new Promise((answer, fail) => { tasks.push({ task, answer, fail }); }),
    close: async () => {},
  };
  const blobs: Pick<Blobs, 'workFolder' | 'localFile'> = {
    async workFolder() {
      openFolders += 1;
      return { path: '/work-folder', async [Symbol.asyncDispose]() { openFolders -= 1; } };
    },
    localFile: async (id) => `/blobs/${id}`,
  };
  const measurer = openMeasurer({ blobs, producer: async () => { starts += 1; return producer; } });
  return { tasks, measurer, counts: () => ({ openFolders, starts }) };
}
const settled = () => new Promise((resolve) => { setImmediate(resolve); });

test('a child gets the original and a time that somebody can wait; no child is started before', async () => {
  const { tasks, measurer, counts } = world();
  assert.deepEqual(counts(), { openFolders: 0, starts: 0 });
  const asked = measurer.cropOf(original, crop);
  await settled();
  assert.deepEqual(tasks[0]!.task, {
    kind: 'measure', sourcePath: '/blobs/b', fileName: 'a.png', workFolderPath: '/work-folder', crop, limits: { ...defaultProductionLimits, timeMs: 60_000 },
  });
  tasks[0]!.answer(box);
  assert.deepEqual(await asked, box);
  assert.deepEqual(counts(), { openFolders: 0, starts: 1 });
});

test('the same question is answered once, whether it is asked again or at the same time; another one is not', async () => {
  const { tasks, measurer } = world();
  const both = [measurer.cropOf(original, crop), measurer.cropOf({ ...original }, { autoTransparentCrop: { tolerance: 0 } })];
  await settled();
  tasks[0]!.answer(box);
  assert.deepEqual(await Promise.all([...both, measurer.cropOf(original, crop)]), [box, box, box]);
  assert.equal(tasks.length, 1);
  void measurer.cropOf(original, { autoTransparentCrop: { tolerance: 0.1 } });
  await settled();
  assert.equal(tasks.length, 2);
});

test('a failure is told and not kept', async () => {
  const { tasks, measurer, counts } = world();
  const failing = measurer.cropOf(original, crop);
  await settled();
  tasks[0]!.fail(new Failure('BROKEN_FILE', { detail: 'x' }));
  await assert.rejects(failing, { code: 'BROKEN_FILE' });
  assert.equal(counts().openFolders, 0);
  void measurer.cropOf(original, crop);
  await settled();
  assert.equal(tasks.length, 2);
});

test('who comes when too many are waiting is sent away', async () => {
  const { tasks, measurer } = world();
  const waiting = Array.from({ length: 16 }, (_, index) => measurer.cropOf({ ...original, blobId: String(index) }, crop));
  await settled();
  await assert.rejects(measurer.cropOf(original, crop), { code: 'SERVER_BUSY' });
  for (const { answer } of tasks) answer(box);
  await Promise.all(waiting);
  void measurer.cropOf(original, crop);
  await settled();
  assert.equal(tasks.length, 17);
});
