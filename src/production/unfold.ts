import type { LeasedItem, Listing, NewItem } from '#jobs';
import type { AssetType } from '#library';
import type { WorkshopOptions } from './workbench.ts';

type Look<Kind extends Listing['kind']> = (
  workshop: WorkshopOptions, leased: LeasedItem, listing: Extract<Listing, { readonly kind: Kind }>,
) => Promise<readonly NewItem[]>;

const looks: { readonly [Kind in Listing['kind']]: Look<Kind> } = {
  images: (workshop, { job }) => imagesOf(workshop, job.companyId),
};

/** Looks for the files an item stands for and queues them in its place. */
export async function unfoldListing(workshop: WorkshopOptions, leased: LeasedItem, listing: Listing): Promise<void> {
  const items = await looks[listing.kind](workshop, leased, listing);
  await workshop.database.transaction().execute((transaction) => workshop.jobs.unfold(transaction, leased, { items, lines: [] }));
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
