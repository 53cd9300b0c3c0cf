import type { Accounts, Company } from '#accounts';
import type { Log } from '#base';
import type { JobsRoom } from '#jobs';
import type { Library } from '#library';
import type { Notices } from '#notices';
import type { Clock, PatternMatcher } from '#ports';

export type RestRooms = { readonly accounts: Accounts; readonly jobs: JobsRoom; readonly library: Library; readonly notices: Notices; readonly matcher: PatternMatcher; readonly clock: Clock; readonly log: Log };

/** What a resource knows of the request besides its path. */
export type Visit = { readonly rooms: RestRooms; readonly company: Company; readonly locale: string };
