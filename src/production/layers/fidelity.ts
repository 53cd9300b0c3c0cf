import type { Pixels } from '#ports';
import type { LayerBox } from './types.ts';

/** What of a document a template cannot say, or not exactly. */
export type SuspectReason = 'blendMode' | 'dissolve' | 'effects' | 'adjustment' | 'group' | 'clipping' | 'feather' | 'text' | 'typesetting' | 'inks' | 'artboard';

/** A layer or group that a template may show differently, and where. */
export type Suspect = { readonly name: string; readonly reason: SuspectReason; readonly box: LayerBox };

/** How a template differs from the merged image of its document. */
export type Fidelity = {
  /** Percent; 100 only for what is equal. */
  readonly score: number;
  /** Pixels that differ by more than what is tolerated. */
  readonly deviating: number;
  /** Of all pixels, percent. */
  readonly share: number;
  /** Largest difference of a component, 0..255. */
  readonly most: number;
  /** Where it differs, by pixel: 0 or 1. */
  readonly where: Uint8Array;
};

/** Compares two pictures of one size, 8-bit RGB with or without alpha, as they look on white.
 *  @param tolerated Difference of a component that is none. */
export function compareViews(one: Pixels, other: Pixels, tolerated: number): Fidelity {
  const count = one.widthPx * one.heightPx;
  if (one.widthPx !== other.widthPx || one.heightPx !== other.heightPx) throw new TypeError('Expected two pictures of one size');
  const [a, b] = [onWhite(one), onWhite(other)];
  const where = new Uint8Array(count);
  let [sum, most, deviating] = [0, 0, 0];
  for (let pixel = 0; pixel < count; pixel++) {
    let difference = 0;
    for (let at = pixel * 3; at < pixel * 3 + 3; at++) {
      const here = Math.abs(a[at]! - b[at]!);
      sum += here;
      difference = Math.max(difference, here);
    }
    most = Math.max(most, difference);
    if (difference > tolerated) {
      where[pixel] = 1;
      deviating++;
    }
  }
  return { score: Math.floor(10_000 * (1 - sum / (count * 3 * 255))) / 100, deviating, share: (100 * deviating) / count, most: Math.ceil(most), where };
}

/** A suspect and the part of the differing pixels that lie where it does, percent. */
export type Blame = Suspect & { readonly share: number };

/** Suspects whose places are looked through more than once. */
const mostSuspects = 24;

/** Finds out which suspects lie where pictures differ: first the one with most of it, then the one with most of what is left.
 *  @param view Size of what was compared. @param canvas What it shows.
 *  @returns `unexplained`: percent of the differing pixels that lie at no suspect's place. */
export function blame(
  { where, deviating }: Fidelity, suspects: readonly Suspect[], view: { readonly widthPx: number; readonly heightPx: number }, canvas: { readonly widthPx: number; readonly heightPx: number },
): { readonly blames: readonly Blame[]; readonly unexplained: number } {
  if (deviating === 0) return { blames: [], unexplained: 0 };
  const left = where.slice();
  const places = suspects.map((suspect) => ({ suspect, place: placeIn(view, canvas, suspect.box) }))
    .map((one) => ({ ...one, count: countIn(left, view.widthPx, one.place) })).filter(({ count }) => count > 0);
  const near = places.toSorted((one, other) => other.count - one.count).slice(0, mostSuspects);
  const blames: Blame[] = [];
  while (near.length > 0) {
    const counts = near.map(({ place }) => countIn(left, view.widthPx, place));
    const most = Math.max(...counts);
    if (most === 0) break;
    const [{ suspect, place }] = near.splice(counts.indexOf(most), 1) as [(typeof near)[number]];
    clearIn(left, view.widthPx, place);
    blames.push({ ...suspect, share: (100 * most) / deviating });
  }
  // What only lesser suspects explain is explained.
  for (const { place } of places) clearIn(left, view.widthPx, place);
  return { blames, unexplained: (100 * left.reduce((sum, differs) => sum + differs, 0)) / deviating };
}

type Place = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

/** One pixel more on each side: what is scaled down spreads. */
function placeIn(view: { readonly widthPx: number; readonly heightPx: number }, canvas: { readonly widthPx: number; readonly heightPx: number }, box: LayerBox): Place {
  const [byX, byY] = [view.widthPx / canvas.widthPx, view.heightPx / canvas.heightPx];
  return {
    left: Math.max(0, Math.floor(box.leftPx * byX) - 1), right: Math.min(view.widthPx, Math.ceil((box.leftPx + box.widthPx) * byX) + 1),
    top: Math.max(0, Math.floor(box.topPx * byY) - 1), bottom: Math.min(view.heightPx, Math.ceil((box.topPx + box.heightPx) * byY) + 1),
  };
}

function countIn(where: Uint8Array, widthPx: number, { left, right, top, bottom }: Place): number {
  let count = 0;
  for (let row = top; row < bottom; row++) {
    for (let pixel = row * widthPx + left; pixel < row * widthPx + right; pixel++) count += where[pixel]!;
  }
  return count;
}

function clearIn(where: Uint8Array, widthPx: number, { left, right, top, bottom }: Place): void {
  for (let row = top; row < bottom && left < right; row++) where.fill(0, row * widthPx + left, row * widthPx + right);
}

function onWhite({ samples, hasAlpha, widthPx, heightPx }: Pixels): Float32Array {
  const step = hasAlpha ? 4 : 3;
  const shown = new Float32Array(widthPx * heightPx * 3);
  for (let pixel = 0, at = 0; pixel < widthPx * heightPx; pixel++) {
    const alpha = hasAlpha ? samples[pixel * step + 3]! / 255 : 1;
    for (let component = 0; component < 3; component++) shown[at++] = samples[pixel * step + component]! * alpha + 255 * (1 - alpha);
  }
  return shown;
}
