import { Failure } from '#base';
import { parseInvalidationHandle } from '#wire';

import { neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { present } from '../present/fields.ts';
import { companyOf } from '../subjects.ts';

/** The interface names none; these are ours. */
const words = { waiting: 'InProgress', sent: 'Completed', failed: 'Failed' } as const;
const pingAfterSeconds = 5;

/** Whether the caches of others have been told to forget. */
export const getCdnCacheInvalidationStatus: Operation = {
  name: 'getCdnCacheInvalidationStatus',
  async handle(context, input) {
    const company = companyOf(context);
    const handle = neededTextOf(input, 'invalidationHandle');
    const reference = parseInvalidationHandle(handle);
    if (reference !== undefined && reference.companyId !== company.id) throw new Failure('ILLEGAL_COMPANY');
    const notice = reference && await context.rooms.notices.find(company.id, reference.id);
    if (notice?.kind !== 'CdnPurge') throw new Failure('NOT_FOUND', { name: 'invalidationHandle', handle });
    return present({
      status: words[notice.state], pingAfterSeconds: notice.state === 'waiting' ? pingAfterSeconds : undefined, completionTime: notice.endedAt,
    });
  },
};
