import { setTimeout as wait } from 'node:timers/promises';
import { asFailure, Failure } from '#base';
import type { LeasedItem, Listing, NewItem, NewLine } from '#jobs';
import { cleanFolderPath, orderKeyOf } from '#library';
import type { Clock } from '#ports';
import { insideHotFolder } from './inside.ts';
import { lookThrough, type Sight } from './look.ts';
import { defaultHotFolderPolicy, type HotFolderPolicy } from './policy.ts';

/** Files of one job: they join it in one transaction. */
const filesMost = 50_000;

/** Files of a folder as items, with what was passed over. Files that are being written are waited for, once as long as a file
 *  must be left alone; what is not ready then is left to the next job.
 *  @throws HOT_FOLDER_OFF, HOT_FOLDER_MISSING, HOT_FOLDER_LIMIT */
export async function itemsOfHotFolder(
  workshop: { readonly hotFolder?: HotFolderPolicy; readonly clock: Clock }, leased: LeasedItem, listing: Extract<Listing, { readonly kind: 'serverFolder' }>, signal: AbortSignal,
): Promise<{ readonly items: readonly NewItem[]; readonly lines: readonly NewLine[] }> {
  const policy = workshop.hotFolder ?? defaultHotFolderPolicy;
  const { item } = leased;
  const root = item.folder.slice(0, item.folder.indexOf('/') + 1);
  const folderPath = await insideHotFolder(policy, root, listing.path);
  const look = (): Promise<Sight> => lookThrough(folderPath, { ...listing, most: filesMost, nowMs: workshop.clock.now().getTime() }, policy);
  let sight = await look();
  if (sight.unsettled.length > 0) {
    await wait(policy.settleMs, undefined, { signal }).catch(() => { throw new Failure('STOPPED'); });
    sight = await look();
  }
  if (sight.files.length > filesMost) throw new Failure('HOT_FOLDER_LIMIT', { limit: filesMost });
  const warnings = (key: 'log.stillWritten' | 'log.linkPassedOver', paths: readonly string[]): readonly NewLine[] =>
    paths.map((path) => ({ type: 'UploadWarning', key, params: { path: listing.path + path } }));
  const items: NewItem[] = [];
  const lines = [...warnings('log.stillWritten', sight.unsettled), ...warnings('log.linkPassedOver', sight.links)];
  for (const path of sight.files) {
    const cut = path.lastIndexOf('/') + 1;
    const fileName = path.slice(cut);
    try {
      items.push({
        folder: cleanFolderPath(root, item.folder + path.slice(0, cut)), fileName, orderKey: orderKeyOf(fileName),
        origin: { kind: 'serverFile', companyRoot: root, folder: listing.path + path.slice(0, cut), name: fileName },
      });
    } catch (thrown) {
      // A folder whose name the library would not have.
      const { code, params } = asFailure(thrown);
      lines.push({ type: 'UploadWarning', key: 'log.error', params: { path: listing.path + path }, reason: { key: code, params } });
    }
  }
  return { items, lines };
}
