import type { Asset, PresentMember } from '#library';
import { escapeSetPart } from './set-string.ts';

/** What viewers know a set as. @source delivery, §5.1 "AssetType" */
export type SetType = 'img_set' | 'spin' | 'ecat' | 'media_set' | 'video_set';

/** What the record of a set is known as; undefined for what is no set, or one whose members tell. */
export function setTypeOf({ type, subType }: Pick<Asset, 'type' | 'subType'>): SetType | undefined {
  switch (type) {
    case 'ImageSet': case 'RenderSet': return 'img_set';
    case 'SpinSet': return 'spin';
    case 'Catalog': return 'ecat';
    case 'MediaSet': return 'media_set';
    case 'AssetSet': return subTypes[subType.toLowerCase()];
    default: return undefined;
  }
}

const subTypes: Readonly<Record<string, SetType>> = {
  swatchset: 'img_set', imageset: 'img_set', spinset: 'spin', multiaxisspinset: 'spin', mediaset: 'media_set', mixedmediaset: 'media_set',
  mbrset: 'video_set', videoset: 'video_set', ecatalog: 'ecat',
};

/** Writes the string of a set from its members. @param root Of the company, with or without slash.
 *  @source delivery, §5.1; production, §9.4, §11 */
export function writeSetString(set: Pick<Asset, 'type' | 'subType'>, members: readonly PresentMember[], root: string): string {
  const idOf = (asset: Pick<Asset, 'name'>): string => `${escapeSetPart(root.replace(/\/$/, ''))}/${escapeSetPart(asset.name)}`;
  switch (setTypeOf(set)) {
    case 'ecat': return spreadsOf(members).map((pages) => pages.map(({ asset }) => idOf(asset)).join(':')).join(',');
    case 'media_set': return members.map(({ asset, swatch }) => `${idOf(asset)};${swatch ? idOf(swatch) : ''};${mediaTypeOf(asset)};`).join(',');
    case 'spin': return members.some(({ row }) => row !== undefined)
      ? rowsOf(members).map((row) => `{${row.map(({ asset }) => idOf(asset)).join(',')}}`).join(',')
      : members.map(({ asset }) => idOf(asset)).join(',');
    case 'video_set': case 'img_set': case undefined:
      return members.map(({ asset, swatch }) => (swatch ? `${idOf(asset)};${idOf(swatch)}` : idOf(asset))).join(',');
  }
}

const pagesOfSpread = 3;

/** One page each, unless members say where spreads begin; then at most three. */
function spreadsOf(members: readonly PresentMember[]): readonly (readonly PresentMember[])[] {
  const isSaid = members.some(({ isPageReset }) => isPageReset);
  const spreads: PresentMember[][] = [];
  for (const member of members) {
    const last = spreads.at(-1);
    if (last && isSaid && !member.isPageReset && last.length < pagesOfSpread) last.push(member);
    else spreads.push([member]);
  }
  return spreads;
}

function rowsOf(members: readonly PresentMember[]): readonly (readonly PresentMember[])[] {
  const rows = Map.groupBy(members, ({ row }) => row ?? 0);
  return [...rows].sort(([one], [other]) => one - other).map(([, row]) => row);
}

function mediaTypeOf(asset: Pick<Asset, 'type' | 'subType'>): string {
  if (asset.type === 'Video' || asset.type === 'MasterVideo') return 'video';
  return setTypeOf(asset) ?? 'advanced_image';
}
