import { asFailure, Failure } from '#base';
import type { NewItem } from '#jobs';
import { cleanFolderPath, orderKeyOf } from '#library';
import type { WireObject } from '#wire';

import { echoOptions, readUploadOptions } from '../../job-options/index.ts';
import { targetOf } from '../../target.ts';
import { invalid, objectsOf, textOf } from '../arguments.ts';
import { companyOf } from '../subjects.ts';
import type { ReadSubmission } from './submission.ts';

const longestUrl = 2048;
/** Files of one job; more would not fit into a request. */
const mostUrls = 10_000;

/** Files that are fetched from URLs. @source specification of job tracking, §7 "UploadUrlsJob" */
export const readUploadUrls: ReadSubmission = (context, job, element) => {
  const reading = readUploadOptions(job, element);
  const urls = objectsOf(job, 'urlArray');
  const missing = [...reading.missing];
  const wrong = [...reading.invalid];
  const { rootPath } = companyOf(context);
  const items: NewItem[] = [];
  if (urls.length === 0) missing.push(new Failure('MISSING_PARAMETER', { name: `${element}.urlArray` }));
  if (urls.length > mostUrls) wrong.push(invalid(`${element}.urlArray`, `at most ${mostUrls} items`, urls.length));
  for (const url of urls.slice(0, mostUrls)) {
    try {
      items.push(itemOf(url, `${element}.urlArray`, rootPath));
    } catch (thrown) {
      const failure = asFailure(thrown);
      (failure.code === 'MISSING_PARAMETER' ? missing : wrong).push(failure);
    }
  }
  return {
    kind: 'UrlUpload', missing, invalid: wrong, options: reading.options, references: reading.references, items: () => items,
    // Of the URLs only their number is told. @source specification of job tracking, §1.1
    echo: { numUrls: urls.length, ...echoOptions(job) },
  };
};

/** @throws MISSING_PARAMETER, INVALID_PARAMETER */
function itemOf(wire: WireObject, name: string, rootPath: string): NewItem {
  const sourceUrl = textOf(wire, 'sourceUrl');
  if (sourceUrl === undefined) throw new Failure('MISSING_PARAMETER', { name: `${name}.sourceUrl` });
  const url = readUrl(sourceUrl, `${name}.sourceUrl`);
  const path = textOf(wire, 'destPath') ?? '';
  const target = targetOf({ fileName: path === '' || path.endsWith('/') ? path + nameIn(url) : path, partName: '', destFolder: undefined }, rootPath);
  return {
    folder: cleanFolderPath(rootPath, target.folder), fileName: target.fileName, orderKey: orderKeyOf(target.fileName),
    origin: { kind: 'url', url: url.href },
  };
}

function readUrl(text: string, name: string): URL {
  const url = text.length <= longestUrl && /^https?:\/\/[^\s/]/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '') {
    throw invalid(name, `an http or https URL of at most ${longestUrl} characters, without user and password`, withoutPassword(text).slice(0, 200));
  }
  url.hash = '';
  return url;
}

/** What is refused is told and logged; a password in it is not. */
function withoutPassword(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1');
}

/** The last part of its path, as it reads. Empty when the URL has none. */
function nameIn(url: URL): string {
  const part = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(part).replaceAll('/', '_');
  } catch {
    return part;
  }
}
