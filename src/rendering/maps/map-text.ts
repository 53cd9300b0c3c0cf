import type { Asset } from '#library';
import { splitQuery } from '../grammar/split.ts';
import { escapeXml } from '../sets/set-element.ts';
import type { ImageServing } from '../settings.ts';
import type { Understood } from '../understand.ts';
import { roundPosition } from '../values/numbers.ts';
import { planView } from '../view-plan.ts';
import { recordAreas, type Area } from './areas.ts';
import { viewAreas } from './place.ts';

/** Commands beside which a request still shows nothing but its record. */
const silent: ReadonlySet<string> = new Set(['req', 'cache', 'id', 'handler', 'locale']);

/** Does a request say nothing about what it shows? Its record's maps are then answered as they are. */
export function isSilent(query: string): boolean {
  return splitQuery(query).every(({ name }) => silent.has(name.toLowerCase()));
}

/** Maps of a record, untouched. */
export function recordMap(asset: Asset): readonly string[] {
  return recordAreas(asset).map(areaMarkup);
}

/** Maps of what a request shows, in pixels of its reply, or of the composite when no size is asked for.
 *  @throws DELIVERY_BAD_REQUEST, DELIVERY_TOO_LARGE @source delivery, §5.5 */
export function shownMap(understood: Understood, serving: ImageServing): readonly string[] {
  const { commands } = understood.merged;
  const isSized = ['wid', 'hei', 'scl'].some((name) => commands.has(name));
  return viewAreas(planView(understood, isSized ? 'img' : 'nested', serving)).flatMap((area) => {
    const corners = area.corners.map(roundPosition);
    return isFlat(corners) ? [] : [areaMarkup({ ...area, corners })];
  });
}

/** @source delivery, §5.5 */
export function mapXml(areas: readonly string[], encoding: string | undefined): string {
  const all = areas.length > 0 ? areas.map((area) => area.replace(/^<AREA /, '<area ').replace(/>$/, '/>')) : ['<area/>'];
  return `<?xml version="1.0" encoding="${(encoding ?? 'UTF-8').toUpperCase()}"?><map>${all.join('')}</map>`;
}

export function mapJson(areas: readonly string[]): string {
  return JSON.stringify({ map: areas.join('') });
}

/** Rounded to nothing. */
function isFlat(corners: readonly number[]): boolean {
  const of = (axis: 0 | 1): readonly number[] => corners.filter((_, index) => index % 2 === axis);
  return ([0, 1] as const).some((axis) => Math.max(...of(axis)) <= Math.min(...of(axis)));
}

/** Upright rectangles are rectangles, everything else a polygon. */
function areaMarkup({ corners, attributes }: Area): string {
  const box = rectangleOf(corners);
  const [shape, coordinates] = box ? ['rect', box] : ['poly', corners];
  return `<AREA ${[['SHAPE', shape], ['COORDS', coordinates.join(',')], ...attributes].map(([name, value]) => `${String(name)}="${escapeXml(String(value))}"`).join(' ')}>`;
}

function rectangleOf(corners: readonly number[]): readonly number[] | undefined {
  if (corners.length !== 8) return undefined;
  const [xs, ys] = [0, 1].map((axis) => corners.filter((_, index) => index % 2 === axis)) as [number[], number[]];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const isCorner = (index: number): boolean => (xs[index] === left || xs[index] === right) && (ys[index] === top || ys[index] === bottom);
  const isRound = xs.every((x, index) => (x === xs[(index + 1) % 4]) !== (ys[index] === ys[(index + 1) % 4]));
  return isRound && [0, 1, 2, 3].every(isCorner) ? [left, top, right, bottom] : undefined;
}
