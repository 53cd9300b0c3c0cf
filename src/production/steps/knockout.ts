import { cornerPixel, type CornerPixel } from '../flow/corner.ts';
import { passRows, type Change, type Flow } from '../flow/flow.ts';
import { floodFill } from '../kernels/flood.ts';
import type { Kernels } from '../kernels/types.ts';
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
    ? { mark: 1, mask: (rows) => kernels.matches(rows.colour, shape, key.colour, step.tolerance) }
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

/** Where the mask has the mark, alpha becomes 0. */
type Clearing = { readonly mark: 1 | 2; readonly mask: (...given: Parameters<Change>) => Uint8Array };

/** One pass finds what matches, then the region grows from the corner, marked with 2. */
async function floodFrom(flow: Flow, key: CornerPixel, tolerance: number): Promise<Clearing> {
  const { shape: { widthPx, heightPx }, shape, kernels } = flow;
  const region = new Uint8Array(widthPx * heightPx);
  await passRows(flow, (rows, topPx) => region.set(kernels.matches(rows.colour, shape, key.colour, tolerance), topPx * widthPx));
  floodFill(region, widthPx, heightPx, key.xPx, key.yPx);
  return { mark: 2, mask: (rows, topPx) => region.subarray(topPx * widthPx, topPx * widthPx + rows.colour.length / shape.colours) };
}

function clearing(kernels: Kernels, { mark, mask }: Clearing, onCleared: (count: number) => void): Change {
  let opaque = new Uint8Array(0);
  return (rows, topPx) => {
    const marks = mask(rows, topPx);
    if (!rows.alpha && opaque.length < marks.length) opaque = new Uint8Array(marks.length);
    const alpha = rows.alpha ?? opaque.subarray(0, marks.length).fill(255);
    onCleared(kernels.clear(alpha, marks, mark));
    return { colour: rows.colour, alpha };
  };
}
