import { sql, type RawBuilder } from 'kysely';
import type { Queryable } from '#ports';
import { extensionOf, haveSameExtension, splitFileName } from './names.ts';
import { isServedAsContent, isShownAsImage } from './namespaces.ts';
import { publishedRows } from './publications.ts';
import { anyOf, selectAssets } from './reading.ts';
import { assetTypes, type Asset } from './types.ts';

const imageTypes = assetTypes.filter(isShownAsImage);
const contentTypes = assetTypes.filter(isServedAsContent);
const isPublic = sql`is_ready and trash_state = 'NotInTrash'`;

/** The published record of an Image Serving id. */
export async function selectServable(database: Queryable, companyId: number, name: string, isInstant = true): Promise<Asset | undefined> {
  if (isImpossible(name)) return undefined;
  const source = isInstant ? undefined : publishedRows(companyId, [name]);
  const [asset] = await selectAssets(database, sql`company_id = ${companyId} and namespace = 'catalog'
    and name = ${name} and ${isPublic} and type = ${anyOf(imageTypes, 'text')}`, sql``, source);
  return asset;
}

/** The published records of some Image Serving ids. */
export function selectServables(database: Queryable, companyId: number, names: readonly string[], isInstant: boolean): Promise<readonly Asset[]> {
  return selectAssets(database, sql`company_id = ${companyId} and namespace = 'catalog'
    and name = ${anyOf(names, 'text')} and ${isPublic} and type = ${anyOf(imageTypes, 'text')}`, sql``, isInstant ? undefined : publishedRows(companyId, names));
}

/** The published record of a static path: an id, an id with a suffix, or folder and file below the company root.
 *  Where several assets share an id, the suffix decides, then age. @source delivery, §7.1 */
export async function selectServableContent(
  database: Queryable, companyId: number, path: string, isInstant = true,
): Promise<Asset | undefined> {
  if (isImpossible(path)) return undefined;
  const stem = splitFileName(path).base;
  const cut = path.lastIndexOf('/') + 1;
  const folder = path.slice(0, cut);
  const file = path.slice(cut);
  const found = await selectAssets(database, sql`company_id = ${companyId} and ${isPublic}
    and type = ${anyOf(contentTypes, 'text')} and original_blob is not null
    and (name = ${anyOf([path, stem], 'text')} or (name = ${splitFileName(file).base} and file_name = ${file}
      and folder_path = ${rootOf(companyId)} || ${folder}::text))`,
  sql`order by id`, isInstant ? undefined : publishedRows(companyId, [path, stem, splitFileName(file).base]));
  return found.find((asset) => asset.name === path)
    ?? found.find((asset) => asset.name === stem && haveSameExtension(asset.fileName, path))
    ?? found.find((asset) => asset.name === stem && extensionOf(path) !== '')
    ?? found.find((asset) => asset.fileName === file && asset.folder.endsWith(`/${folder}`));
}

/** Text the database refuses to look at; URLs of strangers can hold it. */
function isImpossible(text: string): boolean {
  return text.includes('\u0000');
}

/** The company's root folder, for paths that leave it out. */
function rootOf(companyId: number): RawBuilder<unknown> {
  return sql`(select root.path from folder root where root.company_id = ${companyId} and root.parent_path is null)`;
}
