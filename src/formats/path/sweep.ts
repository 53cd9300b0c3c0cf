import type { Edges } from './edges.ts';
import type { RowSums } from './row-sums.ts';

/** Corners in one row up to which it is cut exactly at each; a row with more is sampled at lines. */
const mostCuts = 24;
/** Edges in one row up to which it is worth the time to look closer; no outline drawn by hand comes near. */
const mostEdges = 256;
/** Halvings of a slab in which edges cross, and edges up to which it is halved. */
const mostHalvings = 4;
const mostHalvedEdges = 24;

/** Goes over edges row by row and gives their parts to `add`: by the even-odd rule, what comes first from the left begins
 *  an inside, what comes next ends it. Exact where no edges cross within a row.
 *  @returns called with 0, 1, 2 … */
export function openSweep(edges: Edges, add: RowSums['add']): (row: number) => void {
  /** Edges in the row, from the left. */
  const active: number[] = [];
  let entered = 0;
  // Where the edges of a slab meet its top and its bottom.
  const tops = new Float64Array(mostEdges);
  const bottoms = new Float64Array(mostEdges);
  let crossings = new Float64Array(mostEdges);
  const xAt = (edge: number, y: number): number => edges.xTop[edge]! + (y - edges.top[edge]!) * edges.slope[edge]!;

  function enter(row: number): void {
    let kept = 0;
    for (const edge of active) if (edges.bottom[edge]! > row) active[kept++] = edge;
    active.length = kept;
    while (entered < edges.count && edges.top[entered]! < row + 1) active.push(entered++);
    // Nearly in order already: the order of the row before holds for most.
    for (let index = 1; index < active.length; index++) {
      const edge = active[index]!;
      const x = xAt(edge, row + 0.5);
      let at = index;
      for (; at > 0 && xAt(active[at - 1]!, row + 0.5) > x; at--) active[at] = active[at - 1]!;
      active[at] = edge;
    }
  }

  /** Cuts a row where edges begin and end, so that in each slab all edges reach from its top to its bottom. */
  function cut(row: number): void {
    const cuts = [row, row + 1];
    for (const edge of active) {
      const [top, bottom] = [edges.top[edge]!, edges.bottom[edge]!];
      if (top > row && !cuts.includes(top)) cuts.push(top);
      if (bottom < row + 1 && !cuts.includes(bottom)) cuts.push(bottom);
      if (cuts.length > mostCuts) return sample(row, 16);
    }
    if (cuts.length > 2) cuts.sort((a, b) => a - b);
    for (let index = 1; index < cuts.length; index++) addSlab(cuts[index - 1]!, cuts[index]!, 0);
  }

  function addSlab(top: number, bottom: number, halvings: number): void {
    let count = 0;
    for (const edge of active) {
      if (edges.top[edge]! > top || edges.bottom[edge]! < bottom) continue;
      const [xTop, xBottom] = [xAt(edge, top), xAt(edge, bottom)];
      let at = count++;
      for (; at > 0 && tops[at - 1]! + bottoms[at - 1]! > xTop + xBottom; at--) {
        tops[at] = tops[at - 1]!;
        bottoms[at] = bottoms[at - 1]!;
      }
      tops[at] = xTop;
      bottoms[at] = xBottom;
    }
    if (halvings < mostHalvings && count <= mostHalvedEdges && hasCrossing(count)) {
      addSlab(top, (top + bottom) / 2, halvings + 1);
      addSlab((top + bottom) / 2, bottom, halvings + 1);
      return;
    }
    for (let index = 0; index < count; index++) add(index % 2 === 0 ? 1 : -1, bottom - top, tops[index]!, bottoms[index]!);
  }

  function hasCrossing(count: number): boolean {
    for (let index = 1; index < count; index++) {
      if (tops[index - 1]! > tops[index]! + 1e-6 || bottoms[index - 1]! > bottoms[index]! + 1e-6) return true;
    }
    return false;
  }

  function sample(row: number, lines: number): void {
    if (crossings.length < active.length) crossings = new Float64Array(active.length * 2);
    for (let line = 0; line < lines; line++) {
      const y = row + (line + 0.5) / lines;
      let count = 0;
      for (const edge of active) if (edges.top[edge]! <= y && edges.bottom[edge]! > y) crossings[count++] = xAt(edge, y);
      const sorted = crossings.subarray(0, count).sort();
      for (let index = 0; index < count; index++) add(index % 2 === 0 ? 1 : -1, 1 / lines, sorted[index]!, sorted[index]!);
    }
  }

  return (row) => {
    enter(row);
    if (active.length > mostEdges) sample(row, 4);
    else if (active.length > 0) cut(row);
  };
}
