import type { Company } from '#accounts';
import { isShownAsImage, type Asset } from '#library';
import { formatAssetHandle, formatFolderHandle, type WireObject } from '#wire';

import { presentInfo } from './asset-info.ts';
import { present } from './fields.ts';

/** An asset as `Asset` of the wire, with the one `…Info` element of its type.
 *  @source specification of assets, §1 */
export function presentAsset(asset: Asset, company: Pick<Company, 'rootPath'>): WireObject {
  return present({
    assetHandle: formatAssetHandle(asset.id),
    type: asset.type,
    subType: asset.subType,
    name: asset.name,
    fileName: asset.fileName,
    folder: asset.folder,
    folderHandle: formatFolderHandle(asset.folder),
    readyForPublish: asset.isReadyForPublish,
    trashState: asset.trashState,
    projects: asset.projectNames.join(','),
    ipsImageUrl: isShownAsImage(asset.type) ? previewPath(company.rootPath, asset.name) : undefined,
    created: asset.createdAt,
    createUser: asset.createdBy,
    lastModified: asset.modifiedAt,
    lastModifyUser: asset.modifiedBy,
    ...presentInfo(asset),
  });
}

/** Clients append `ipsImageUrl` to an `…/is/image/` base and fetch a preview there. @source client behaviours, 22 */
function previewPath(rootPath: string, name: string): string {
  return `${encodeURIComponent(rootPath.replace(/\/$/, ''))}/${encodeURIComponent(name)}`;
}
