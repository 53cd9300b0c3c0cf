import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Failure } from '#base';
import type { HotFolderPolicy } from './policy.ts';

/** Path of a folder in the hot folder of a company, links resolved: it lies in there, whatever links say.
 *  @param companyRoot  With trailing slash.  @param path  Below it, `/` between folders.
 *  @throws HOT_FOLDER_OFF, HOT_FOLDER_MISSING */
export async function insideHotFolder({ rootPath }: HotFolderPolicy, companyRoot: string, path: string): Promise<string> {
  if (rootPath === undefined) throw new Failure('HOT_FOLDER_OFF');
  const missing = (cause?: unknown): Failure => new Failure('HOT_FOLDER_MISSING', { path: companyRoot + path }, { cause });
  const [own, wanted] = await Promise.all([join(rootPath, companyRoot), join(rootPath, companyRoot, path)].map((one) => realpath(one)))
    .catch((cause: unknown) => { throw missing(cause); });
  if (own === undefined || wanted === undefined || (wanted !== own && !wanted.startsWith(own + sep))) throw missing();
  return wanted;
}
