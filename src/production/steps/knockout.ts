import { cornerPixel, type CornerPixel } from '../flow/corner.ts';
import { passRows, type Change, type Flow } from '../flow/flow.ts';
import { openRegion } from '../kernels/region.ts';
import type { Kernels, Rows } from '../kernels/types.ts';
import type { Step } from '../plan.ts';
import { flowOf, type Context } from './context.ts';

type KnockoutStep = Extract<Step, { kind: 'knockout' }>;

/**
 * Makes what has the colour of a corner transparent: everywhere, or where it hangs together with the corner. Colours stay
 * as they are, the rest keeps its alpha.
 * @source specification of UploadPostJob, §3.6
 */
export async function knockout(context: Context, step: KnockoutStep): Promise<void> {
  const flow = flowOf(context);
  const key = await cornerPixel(flow, step.corner);
  if (key.alpha === 0) {
    context.warnings.push({ key: 'log.knockoutTransparentCorner', params: { corner: step.corner } });
    return;
  }
  const { shape, kernels } = flow;
  const pixels = shape.widthPx * shape.heightPx;
  let cleared = 0;
  const clears: Clearing = step.fillMethod === 'MatchPixel'
    ? (rows) => kernels.matches(rows.colour, shape, key.colour, step.tolerance)
    : await floodFrom(flow, key, step.tolerance);
  flow.changes.push({
    open() {
      cleared = 0;
      return clearing(kernels, clears, (count) => { cleared += count; });
    },
    ms: 0,
    end() {
      if (cleared === pixels) context.warnings.push({ key: 'log.knockoutEverything', params: {} });
    },
  });
  flow.shape = { ...shape, hasAlpha: true };
}

/** Marks, with 1, the pixels whose alpha becomes 0. */
type Clearing = (...given: Parameters<Change>) => Uint8Array;

/** One pass finds what matches, then the region grows from the corner; what matches elsewhere stays. */
async function floodFrom(flow: Flow, key: CornerPixel, tolerance: number): Promise<Clearing> {
  const { shape, kernels } = flow;
  const region = openRegion(shape.widthPx, shape.heightPx);
  const matches = (rows: Rows): Uint8Array => kernels.matches(rows.colour, shape, key.colour, tolerance);
  await passRows(flow, (rows) => region.add(matches(rows)));
  region.fill(key.xPx, key.yPx);
  return (rows, topPx) => region.keep(matches(rows), topPx);
}

function clearing(kernels: Kernels, marksOf: Clearing, onCleared: (count: number) => void): Change {
  let opaque = new Uint8Array(0);
  return (rows, topPx) => {
    const marks = marksOf(rows, topPx);
    if (!rows.alpha && opaque.length < marks.length) opaque = new Uint8Array(marks.length);
    const alpha = rows.alpha ?? opaque.subarray(0, marks.length).fill(255);
    onCleared(kernels.clear(alpha, marks, 1));
    return { colour: rows.colour, alpha };
  };
}
