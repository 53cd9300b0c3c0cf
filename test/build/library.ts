import type { ImageFacts, Library, Publication, PublishOutcome } from '#library';
import type { Database } from '#ports';

/** Facts of a plain 1000 × 800 RGB picture. */
export const plainImage: ImageFacts = {
  widthPx: 1000, heightPx: 800, resolutionPpi: undefined, colour: 'rgb', bitsPerComponent: 8, hasAlpha: false,
  iccProfileName: undefined, levels: [{ widthPx: 1000, heightPx: 800 }], photoshopPathNames: ['Path 1'], hasXmp: false,
};

/** An upload ready to be published: a picture, marked for publish, replacing what has its full name.
 *  @param path Folder with company root, and file name. */
export function publicationOf(companyId: number, path: string, change: Partial<Publication> = {}): Publication {
  const cut = path.lastIndexOf('/') + 1;
  return {
    companyId, folder: path.slice(0, cut), fileName: path.slice(cut), type: 'Image', overwrite: true,
    overwriteMode: 'OverwriteFullName', userEmail: 'ann@example.com', original: { blobId: 'b1', sizeBytes: 12 },
    artifacts: { optimized: { blobId: 'o1', sizeBytes: 34 } }, image: plainImage, readyForPublish: true,
    preservePublishState: undefined, retainPublishState: false, preserveCrop: true, crop: undefined,
    projectIds: [], keywords: [], ...change,
  };
}

/** Publishes in a transaction of its own. */
export function publishAlone(database: Database, library: Library, upload: Publication): Promise<PublishOutcome> {
  return database.transaction().execute((transaction) => library.publish(transaction, upload));
}
