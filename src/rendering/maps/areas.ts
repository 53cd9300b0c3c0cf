import type { Asset, ImageMap } from '#library';

/** A place that leads somewhere: corners in pixels, x, y, x, y …, and what is said about it. */
export type Area = {
  readonly corners: readonly number[];
  /** In order, without `shape` and `coords`. */
  readonly attributes: readonly (readonly [name: string, value: string])[];
};

/** Maps of a record as its areas, from the front to the back; what is switched off is left out. @source delivery, §5.5 */
export function recordAreas({ imageMaps = [] }: Pick<Asset, 'imageMaps'>): readonly Area[] {
  return imageMaps.filter(({ isEnabled }) => isEnabled).toSorted((one, other) => other.position - one.position)
    .map((map) => ({ corners: cornersOf(map), attributes: actionAttributes(map.action) }));
}

/** A rectangle's four corners, clockwise from the upper left, or those of a polygon. */
function cornersOf({ shape, region }: ImageMap): readonly number[] {
  const numbers = region.split(',').map(Number);
  if (shape === 'Polygon') return numbers;
  const [left = 0, top = 0, right = 0, bottom = 0] = numbers;
  return [left, top, right, top, right, bottom, left, bottom];
}

/** Attributes of an action; one without `=` before its first `/` is an address. Values without quotes end at a blank; the first of a
 *  name counts.
 *  @source specification of production, §9.3 */
export function actionAttributes(action: string): Area['attributes'] {
  const [beforeSlash = ''] = action.split('/');
  if (!beforeSlash.includes('=')) return [['href', unescaped(action.trim())]];
  const found = [...action.matchAll(/([a-z_][\w.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))/gi)]
    .map(([, name = '', double, single, bare]) => [name, unescaped(double ?? single ?? bare ?? '')] as const);
  const known = new Set(['shape', 'coords']);
  return found.filter(([name]) => !known.has(name.toLowerCase()) && known.add(name.toLowerCase()));
}

function unescaped(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_all, name: string) => named[name]!);
}
