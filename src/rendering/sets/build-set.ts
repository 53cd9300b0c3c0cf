import type { Asset } from '#library';
import { badRequest } from '../failures.ts';
import { recordAreas } from '../maps/areas.ts';
import { imageVersion } from '../properties.ts';
import type { FoundRecord } from '../types.ts';
import type { SetElement } from './set-element.ts';
import { parseSetString, type SetItem, type SetNode } from './set-string.ts';
import type { SetType } from './write-set.ts';

/** What sets are looked up in. */
export type SetSources = {
  /** A published record by its name. */
  readonly find: (object: string) => Promise<FoundRecord | undefined>;
  /** The string of a record that is a set, and what the record says it is; undefined for what is no set. */
  readonly setOf: (asset: Asset) => Promise<SetText | undefined>;
  /** Property of the user data that labels come from. */
  readonly labelKey: string | undefined;
};
export type SetText = { readonly text: string; readonly type: SetType | undefined };

/** @source delivery, §8.1 */
const nestingLimit = 10;
const brochureLimit = 20;
/** Of one reply, sets within the set included: strings come from strangers, and each item is looked up. */
const itemsMost = 5000;

/** `req=set`: a set with its members, sets within it included. What is not published is left out.
 *  @param path Full name of the record, or of the company whose request brought the string.
 *  @throws DELIVERY_BAD_REQUEST for what is nested too deep @source delivery, §5.1, §5.2 */
export async function buildSet(path: string, set: SetText, sources: SetSources): Promise<SetElement> {
  return setElement(set, path, sources, { depth: 1, isInMedia: false, budget: { left: itemsMost } });
}

/** A plain record as a set of one. */
export function buildSingle(asset: Asset, path: string): SetElement {
  if (isFilm(asset)) return element({ pv: '1.0', type: 'video', n: path }, [['item', element({}, [['v', film(asset, path)]])]]);
  if (!asset.image) return element({ pv: '1.0', type: 'empty', n: path });
  return element({ pv: '1.0', type: 'img', n: path }, [['item', element(sizes(asset), [['i', element({ n: path })]])]]);
}

type Place = { readonly depth: number; readonly isInMedia: boolean; readonly budget: { left: number } };
type Child = SetElement['children'][number];

async function setElement(set: SetText, path: string | undefined, sources: SetSources, place: Place): Promise<SetElement> {
  if (place.depth > nestingLimit) throw badRequest(`sets are nested deeper than ${nestingLimit}`);
  const items = parseSetString(set.text);
  const type = set.type ?? detect(items);
  if (type === 'media_set' && place.isInMedia) throw badRequest('a media set holds no media set');
  place.budget.left -= items.length;
  if (place.budget.left < 0) throw badRequest(`a set shows at most ${itemsMost} items`);
  const within: Place = { depth: place.depth + 1, isInMedia: type === 'media_set', budget: place.budget };
  const children = (await Promise.all(items.map((item, index) => itemsOf(type, item, index, sources, within)))).flat();
  return element({ pv: '1.0', type: children.length === 0 ? 'empty' : type, ...(path !== undefined && { n: path }) }, children.map((child) => ['item', child]));
}

/** @source delivery, §5.1: what a set without a type is */
function detect(items: readonly SetItem[]): SetType {
  if (items.some((item) => item.some((part) => part.length > 1))) return 'ecat';
  if (items.some((item) => item.length > 2)) return 'media_set';
  if (items.some((item) => item.length > 1)) return 'img_set';
  return items.some((item) => item[0]?.[0]?.kind === 'inline') ? 'spin' : 'img_set';
}

async function itemsOf(type: SetType, item: SetItem, index: number, sources: SetSources, place: Place): Promise<readonly SetElement[]> {
  switch (type) {
    case 'ecat': return optional(await pagesItem(item.flat(), index, sources));
    case 'spin': return (await Promise.all(item.flat().map((node) => shownItem('spin', node, undefined, undefined, sources, place)))).flatMap(optional);
    case 'video_set': return (await Promise.all(item.flat().map((node) => shownItem('video_set', node, undefined, undefined, sources, place)))).flatMap(optional);
    case 'img_set': case 'media_set': {
      const [image, swatch, kind] = unnested(item);
      const word = kind?.[0]?.kind === 'id' ? kind[0].id : undefined;
      return image?.[0] ? optional(await shownItem(type, image[0], swatch?.[0], word, sources, place)) : [];
    }
  }
}

/** A hierarchical item stands in braces as a whole: `{setId;swatch}`. */
function unnested(item: SetItem): SetItem {
  const only = item.length === 1 && item[0]?.length === 1 ? item[0][0] : undefined;
  if (only?.kind !== 'inline') return item;
  const inner = parseSetString(only.text);
  return inner.length === 1 && inner[0]!.length > 1 ? inner[0]! : item;
}

/** Words that items of media sets may use. @source delivery, §5.1 "Item types" */
const itemTypes: Readonly<Record<string, SetType>> = {
  img_set: 'img_set', advanced_image_set: 'img_set', advanced_imageset: 'img_set', advanced_swatchset: 'img_set',
  spin: 'spin', video_set: 'video_set', ecat: 'ecat',
};

async function shownItem(
  type: SetType, node: SetNode, swatch: SetNode | undefined, word: string | undefined, sources: SetSources, place: Place,
): Promise<SetElement | undefined> {
  const hasSwatches = type === 'img_set' || type === 'media_set';
  if (node.kind === 'colour') return undefined;
  const said = word === undefined ? undefined : itemTypes[word.toLowerCase()];
  if (node.kind === 'inline') return nestedItem({ text: node.text, type: said ?? (type === 'spin' ? 'spin' : undefined) }, undefined, swatch, hasSwatches, sources, place);
  const found = await sources.find(node.id);
  const asset = found?.asset;
  if (!found || !asset) return undefined;
  const inner = await sources.setOf(asset);
  if (inner) return nestedItem({ ...inner, type: inner.type ?? said }, found.path, swatch, hasSwatches, sources, place);
  if (isFilm(asset)) {
    const shown: Child[] = [['v', film(asset, found.path)]];
    const attributes = type === 'video_set' ? {} : { type: 'video' };
    return element(attributes, [...shown, ...(hasSwatches ? await swatchOf(swatch, found, sources) : [])]);
  }
  if (!asset.image) return undefined;
  return element(sizes(asset), [
    ['i', element({ n: found.path, ...label(asset, sources) })],
    ...(hasSwatches ? await swatchOf(swatch, found, sources) : []), ...userDataOf(asset), ...mapOf(asset),
  ]);
}

async function nestedItem(
  set: SetText, path: string | undefined, swatch: SetNode | undefined, hasSwatches: boolean, sources: SetSources, place: Place,
): Promise<SetElement | undefined> {
  const nested = await setElement(set, path, sources, place);
  if (nested.attributes['type'] === 'empty') return undefined;
  const first = firstImage(nested);
  const own = swatch && await swatchOf(swatch, undefined, sources);
  const shown: readonly Child[] = !hasSwatches ? [] : own && own.length > 0 ? own : first === undefined ? [] : [['s', element({ n: first })]];
  return element({ type: nested.attributes['type']! }, [['set', nested], ...shown]);
}

async function pagesItem(nodes: readonly SetNode[], index: number, sources: SetSources): Promise<SetElement | undefined> {
  const found = (await Promise.all(nodes.map((node) => (node.kind === 'id' ? sources.find(node.id) : undefined)))).flatMap((one) => (one?.asset?.image ? [one] : []));
  const first = found[0]?.asset;
  if (!first) return undefined;
  const [data, maps] = [found.flatMap(({ asset }) => userDataOf(asset!)), found.flatMap(({ asset }) => mapOf(asset!))];
  const isBeyond = index >= brochureLimit;
  return element({
    ...sizes(first), ...(isBeyond && maps.length > 0 && { mapSuppressed: '1' }), ...(isBeyond && data.length > 0 && { userdataSuppressed: '1' }),
  }, [...found.map(({ asset, path }): Child => ['i', element({ n: path, ...label(asset!, sources) })]), ...(isBeyond ? [] : [...data, ...maps])]);
}

/** The swatch of an item; without one in the string, the image itself. */
async function swatchOf(swatch: SetNode | undefined, image: FoundRecord | undefined, sources: SetSources): Promise<readonly Child[]> {
  if (swatch?.kind === 'colour') return [['s', element({ c: swatch.rgb, ...(swatch.label !== '' && { l: swatch.label }) })]];
  const found = swatch?.kind === 'id' ? await sources.find(swatch.id) : undefined;
  const shown = found?.asset ? found : image;
  return shown?.asset ? [['s', element({ n: shown.path, ...label(shown.asset, sources) })]] : [];
}

function firstImage(set: SetElement): string | undefined {
  for (const [, item] of set.children) {
    const image = item.children.find(([name]) => name === 'i' || name === 's')?.[1].attributes['n'];
    const nested = item.children.find(([name]) => name === 'set')?.[1];
    const found = image ?? (nested && firstImage(nested));
    if (found !== undefined) return found;
  }
  return undefined;
}

function isFilm(asset: Asset): boolean {
  return asset.type === 'Video' || asset.type === 'MasterVideo';
}

function film(asset: Asset, path: string): SetElement {
  const fact = (name: string, value: unknown): Readonly<Record<string, string>> => (typeof value === 'number' ? { [name]: String(Math.round(value)) } : {});
  const suffix = asset.fileName.slice(asset.fileName.lastIndexOf('.') + 1).toLowerCase();
  return element({
    path: asset.folder + asset.fileName, id: path, ...fact('dx', asset.facts?.['widthPx']), ...fact('dy', asset.facts?.['heightPx']),
    ...fact('bitrate', asset.facts?.['bitsPerSecond']), suffix,
  });
}

/** Full size after the record's crop, and six characters that change with the picture. */
function sizes(asset: Asset): SetElement['attributes'] {
  const crop = /(?:^|&)crop=-?\d+,-?\d+,(\d+),(\d+)(?:&|$)/.exec(asset.urlModifier);
  const { widthPx, heightPx } = crop ? { widthPx: Number(crop[1]), heightPx: Number(crop[2]) } : asset.image!;
  return { dx: String(widthPx), dy: String(heightPx), iv: imageVersion(asset).slice(0, 6) };
}

/** @source delivery, §5.3 */
function label(asset: Asset, { labelKey }: SetSources): SetElement['attributes'] {
  const value = labelKey === undefined ? undefined : dataOf(asset).get(labelKey);
  return value === undefined ? {} : { l: value };
}

function userDataOf(asset: Asset): readonly Child[] {
  const data = [...dataOf(asset)].filter(([name]) => /^[A-Za-z_][\w.-]*$/.test(name));
  return data.length === 0 ? [] : [['userdata', element(Object.fromEntries(data))]];
}

/** Lines `name=value` of the user data. */
function dataOf(asset: Asset): ReadonlyMap<string, string> {
  const lines = asset.userData.split(/\?\?|\r?\n/).flatMap((line) => {
    const equals = line.indexOf('=');
    return equals > 0 ? [[line.slice(0, equals).trim(), line.slice(equals + 1).trim()] as const] : [];
  });
  return new Map(lines);
}

function mapOf(asset: Asset): readonly Child[] {
  const areas = recordAreas(asset).map(({ corners, attributes }): Child => {
    const isRect = corners.length === 8;
    const coords = isRect ? [corners[0], corners[1], corners[4], corners[5]] : corners;
    return ['area', element({ shape: isRect ? 'rect' : 'poly', coords: coords.join(','), ...Object.fromEntries(attributes.filter(([name]) => /^[A-Za-z_][\w.-]*$/.test(name))) })];
  });
  return areas.length === 0 ? [] : [['map', element({}, areas)]];
}

function element(attributes: SetElement['attributes'], children: SetElement['children'] = []): SetElement {
  return { attributes, children };
}

function optional<Value>(value: Value | undefined): readonly Value[] {
  return value === undefined ? [] : [value];
}
