import { Failure } from '#base';
import { formatInvalidationHandle, type WireObject } from '#wire';

import { invalid, textsOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { itemArray, present } from '../present/fields.ts';
import { companyOf } from '../subjects.ts';

/** @source operations, §6 */
const most = 1000;
const longestUrl = 2048;
/** From here on the answer is a handle to ask by; before, it was counts. */
const handlesSince = '2014-04-03';

/** Makes caches forget URLs: this server looks the assets of its own up anew, and the caches of others are told by
 *  `PREPRESS_CDN_PURGE_URL`. Where none is set the invalidation is done at once. */
export const cdnCacheInvalidation: Operation = {
  name: 'cdnCacheInvalidation',
  lacking: 'No mail confirms an invalidation: `confirmation` of namespaces up to 2013-02-15 is read and changes nothing.',
  async handle(context, input) {
    const company = companyOf(context);
    const urls = [...new Set(textsOf(input, 'urlArray') ?? [])];
    if (urls.length === 0) throw new Failure('MISSING_PARAMETER', { name: 'urlArray' });
    if (urls.length > most) throw invalid('urlArray', `1 to ${most} URLs`, urls.length);
    const wrong = urls.filter((url) => url.length > longestUrl || !/^https?:\/\/[^\s/]/i.test(url) || !URL.canParse(url));
    const failures = wrong.map((url) => invalid('urlArray/items', 'an http or https URL', url.slice(0, 200)));
    if (context.version >= handlesSince && failures[0] !== undefined) throw failures[0];
    const right = urls.filter((url) => !wrong.includes(url));
    context.rooms.library.forgetShown(company.id, right.flatMap((url) => shownName(url, company.rootPath)));
    const { id, isDone } = await context.rooms.notices.purge(company.id, right);
    return present({
      successCount: right.length, warningCount: 0, errorCount: wrong.length, errorDetailArray: failures.length === 0 ? undefined : detailsOf(failures, context.locale),
      invalidationHandle: formatInvalidationHandle({ companyId: company.id, id }), estimatedSeconds: isDone ? 0 : estimatedSeconds,
    });
  },
};

/** A purge is sent within a second or two; what the other side takes is not known. */
const estimatedSeconds = 10;

function detailsOf(failures: readonly Failure[], locale: string): WireObject {
  return itemArray(failures.map((failure) => ({ code: failure.row.number, reason: failure.reasonIn(locale) })));
}

/** The asset that an address of this server's delivery names, if it is one of the company's. */
function shownName(url: string, rootPath: string): readonly string[] {
  const [, , door, root, ...rest] = new URL(url).pathname.split('/').map(decoded);
  const isOurs = (door === 'image' || door === 'content') && `${root ?? ''}/` === rootPath;
  return isOurs && rest.length > 0 ? [rest.join('/')] : [];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
