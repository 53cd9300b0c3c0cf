import type { LeasedItem, Listing, NewItem, NewLine } from '#jobs';
import type { AssetType } from '#library';
import { itemsOfHotFolder } from './hot-folder/items.ts';
import { publishDue } from './publish-due.ts';
import type { Hands, WorkshopOptions } from './workbench.ts';

type Look<Kind extends Listing['kind']> = (
  workshop: WorkshopOptions, leased: LeasedItem, listing: Extract<Listing, { readonly kind: Kind }>, hands: Hands,
) => Promise<void>;

const looks: { readonly [Kind in Listing['kind']]: Look<Kind> } = {
  images: async (workshop, leased) => unfold(workshop, leased, { items: await imagesOf(workshop, leased.job.companyId), lines: [] }),
  async serverFolder(workshop, leased, listing, hands) {
    // Files that are being written are waited for, which takes no place from others.
    hands.makeRoom();
    await unfold(workshop, leased, await itemsOfHotFolder(workshop, leased, listing, hands.signal));
  },
  publication: publishDue,
};

/** Looks for the files an item stands for: they take its place, or come to their end at once. */
export function unfoldListing<Kind extends Listing['kind']>(
  workshop: WorkshopOptions, leased: LeasedItem, listing: Extract<Listing, { readonly kind: Kind }>, hands: Hands,
): Promise<void> {
  const table: { readonly [Each in Kind]: Look<Each> } = looks;
  return table[listing.kind as Kind](workshop, leased, listing, hands);
}

function unfold(
  workshop: WorkshopOptions, leased: LeasedItem, found: { readonly items: readonly NewItem[]; readonly lines: readonly NewLine[] },
): Promise<void> {
  return workshop.database.transaction().execute((transaction) => workshop.jobs.unfold(transaction, leased, found));
}

/** Types whose artifacts are pyramids of their originals. */
const imageTypes: readonly AssetType[] = ['Image', 'AnimatedGif', 'Svg', 'Mask', 'Watermark', 'Psd'];

/** Every image of the company that has an original. */
async function imagesOf(workshop: WorkshopOptions, companyId: number): Promise<readonly NewItem[]> {
  const items: NewItem[] = [];
  for await (const page of workshop.library.withOriginals(companyId, imageTypes)) items.push(...page.map(itemOfAsset));
  return items;
}

/** An item on an asset. Uploads to it take turns with what is made of it: both go by its name. */
export function itemOfAsset(asset: { readonly id: number; readonly name: string; readonly folder: string; readonly fileName: string }): NewItem {
  return { folder: asset.folder, fileName: asset.fileName, orderKey: asset.name, assetId: asset.id };
}
