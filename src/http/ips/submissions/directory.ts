import { Failure, type Json } from '#base';
import { cleanFolderPath } from '#library';

import { echoOptions, readUploadOptions } from '../../job-options/index.ts';
import { flagOf, invalid, textOf } from '../arguments.ts';
import { companyOf } from '../subjects.ts';
import type { ReadSubmission } from './submission.ts';

/** Files of a folder of the server. They are looked for when the job's turn comes: it may be opened again and again.
 *  @source specification of job tracking, §7 "UploadDirectoryJob" */
export const readUploadDirectory: ReadSubmission = (context, job, element) => {
  const reading = readUploadOptions(job, element);
  const { rootPath } = companyOf(context);
  const [serverDir, destFolder] = [textOf(job, 'serverDir'), textOf(job, 'destFolder')];
  const missing = [
    ...(serverDir === undefined ? ['serverDir'] : []), ...(['includeSubfolders', 'processMetadataFiles'] as const).filter((name) => flagOf(job, name) === undefined),
  ].map((name) => new Failure('MISSING_PARAMETER', { name: `${element}.${name}` }));
  const path = serverFolderPath(serverDir ?? '');
  const includeSubfolders = flagOf(job, 'includeSubfolders') ?? false;
  const echo: Record<string, Json | undefined> = { destFolder, serverDir, includeSubfolders, processMetadataFiles: flagOf(job, 'processMetadataFiles') };
  return {
    kind: 'UploadFromServerDirectory', missing: [...reading.missing, ...missing],
    invalid: [...reading.invalid, ...(path === undefined ? [invalid(`${element}.serverDir`, 'a path without . and .. segments', serverDir?.slice(0, 300) ?? '')] : [])],
    options: reading.options, references: reading.references,
    echo: { ...Object.fromEntries(Object.entries(echo).filter((entry): entry is [string, Json] => entry[1] !== undefined)), ...echoOptions(job) },
    items() {
      if (flagOf(job, 'processMetadataFiles') === true) throw new Failure('OPERATION_NOT_AVAILABLE', { operation: `submitJob/${element}/processMetadataFiles` });
      return [{
        folder: cleanFolderPath(rootPath, destFolder ?? rootPath), fileName: '', orderKey: `|folder ${path ?? ''}`,
        listing: { kind: 'serverFolder', path: path ?? '', includeSubfolders },
      }];
    },
  };
};

/** With trailing slash unless empty; undefined for what leads elsewhere. */
function serverFolderPath(text: string): string | undefined {
  const segments = text.replaceAll('\\', '/').split('/').filter((segment) => segment !== '');
  if (text.length > 1024 || segments.some((segment) => segment === '.' || segment === '..' || segment.includes('\0'))) return undefined;
  return segments.map((segment) => `${segment}/`).join('');
}
