/** One axis of a scaled read, in its own units. */
export type AxisRead = {
  /** Pixels of the level: first, and how many. */
  readonly windowAt: number;
  readonly windowLength: number;
  /** What the window is scaled to. */
  readonly scaledLength: number;
  /** Pixels of the scaled window to keep. */
  readonly keepAt: number;
};

export type AxisRequest = {
  readonly levelLength: number;
  /** Full size of the source along this axis. */
  readonly sourceLength: number;
  /** Part of the source, in its full-size pixels; what lies outside it does not show through. */
  readonly sourceFrom: number;
  readonly sourceTo: number;
  /** Where that part comes to lie in the reply; may be fractional and outside. */
  readonly targetFrom: number;
  readonly targetTo: number;
  /** Whole reply pixels wanted, inside the target rounded outwards. */
  readonly visibleFrom: number;
  readonly visibleTo: number;
  readonly isFlipped: boolean;
};

/** Half the width of the widest kernel, in source pixels at scale 1. */
const kernelReach = 3;
/** How far to look for a window whose edges fall on whole reply pixels. */
const searchPx = 24;
/** Enlarged more than this, nobody sees a fraction of a pixel, and a wider window would cost much. */
const searchedScale = 4;

/**
 * Finds the window of a level to read. The library scales whole windows to whole sizes only, so the window is widened
 * until both its edges land as near to whole reply pixels as can be found: parts of one view then join without a seam
 * and whole images are exact.
 */
export function planAxis(request: AxisRequest): AxisRead {
  const { targetFrom, targetTo, visibleFrom, visibleTo } = request.isFlipped ? mirrored(request) : request;
  const levelPerSource = request.levelLength / request.sourceLength;
  const scale = (targetTo - targetFrom) / ((request.sourceTo - request.sourceFrom) * levelPerSource);
  const origin = request.sourceFrom * levelPerSource;
  const toReply = (levelAt: number): number => targetFrom + (levelAt - origin) * scale;
  const toLevel = (replyAt: number): number => origin + (replyAt - targetFrom) / scale;

  const first = Math.min(request.levelLength - 1, Math.max(0, Math.floor(origin + 0.5)));
  const last = Math.max(first + 1, Math.min(request.levelLength, Math.ceil(request.sourceTo * levelPerSource - 0.5)));
  const isCopied = Math.abs(scale - 1) < 1e-9 && Number.isInteger(toReply(first));
  const reach = isCopied ? 0 : kernelReach * Math.max(1, 1 / scale) + 1;
  const from = inside(Math.floor(toLevel(visibleFrom) - reach), first, last - 1);
  const to = inside(Math.ceil(toLevel(visibleTo) + reach), from + 1, last);
  const windowAt = wholest(from, -1, first, toReply);
  const windowEnd = wholest(to, 1, last, toReply);
  const scaledFrom = Math.min(Math.round(toReply(windowAt)), visibleFrom);
  const scaledTo = Math.max(Math.round(toReply(windowEnd)), visibleTo);
  return {
    windowAt, windowLength: windowEnd - windowAt, scaledLength: scaledTo - scaledFrom,
    keepAt: visibleFrom - scaledFrom,
  };
}

/** The level position near `start`, going outwards, that lands nearest to a whole reply pixel. */
function wholest(start: number, step: 1 | -1, limit: number, toReply: (at: number) => number): number {
  let best = start;
  let bestError = Infinity;
  const isFar = Math.abs(toReply(start + 1) - toReply(start)) > searchedScale;
  for (let at = start; (limit - at) * step >= 0 && Math.abs(at - start) <= (isFar ? 0 : searchPx); at += step) {
    const reply = toReply(at);
    const error = Math.abs(reply - Math.round(reply));
    if (error < bestError - 1e-6) [best, bestError] = [at, error];
    if (error < 1e-6) break;
  }
  return best;
}

function mirrored(request: AxisRequest): Pick<AxisRequest, 'targetFrom' | 'targetTo' | 'visibleFrom' | 'visibleTo'> {
  return {
    targetFrom: -request.targetTo, targetTo: -request.targetFrom, visibleFrom: -request.visibleTo, visibleTo: -request.visibleFrom,
  };
}

function inside(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** The smallest level that is still at least as large as what is asked, so that no detail is lost and little is read.
 *  @param scale Reply pixels per source pixel, the larger of both axes. */
export function levelFor(scale: number, levelCount: number): number {
  if (scale >= 1) return 0;
  return Math.min(levelCount - 1, Math.floor(Math.log2(1 / scale) + 1e-9));
}
