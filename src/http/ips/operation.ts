import type { Accounts, Caller, Company } from '#accounts';
import type { Log } from '#base';
import type { JobsRoom } from '#jobs';
import type { Library } from '#library';
import type { Notices } from '#notices';
import type { ArchiveDirectory, Measurer } from '#production';
import type { Clock, Database } from '#ports';
import type { Version, WireObject } from '#wire';

import type { SystemProperties } from './system-properties.ts';

/** The rooms operations work on. */
export type IpsRooms = {
  readonly accounts: Accounts;
  readonly jobs: JobsRoom;
  readonly library: Library;
  readonly notices: Pick<Notices, 'purge' | 'find'>;
  readonly database: Database;
  readonly measurer: Measurer;
  readonly archives: ArchiveDirectory;
  readonly clock: Clock;
  readonly log: Log;
};

/** What an operation knows besides its input. */
export type OperationContext = {
  readonly rooms: IpsRooms;
  readonly properties: SystemProperties;
  readonly caller: Caller;
  /** The company of the input's `companyHandle`: it exists and the caller may call this operation there. */
  readonly company: Company | undefined;
  /** Says whether the caller may call this operation in another company. @throws as `Accounts.authorise` */
  readonly enterCompany: (companyId: number) => Promise<Company>;
  /** What calls: the program's name if it gave one, else its address. */
  readonly client: { readonly name: string; readonly address: string };
  /** Namespace of the request. */
  readonly version: Version;
  /** Language of texts in the answer. */
  readonly locale: string;
};

/** An operation for callers who have proved who they are. */
export type Operation = {
  readonly name: string;
  /** It looks at assets or folders and changes nothing, so that everybody may call it in the shared company. */
  readonly isLooking?: true;
  /** A sentence about what of the interface it does not answer yet, for the reference. */
  readonly lacking?: string;
  readonly handle: (context: OperationContext, input: WireObject) => Promise<WireObject> | WireObject;
};

/** An operation that may also be called without credentials. */
export type OpenOperation = {
  readonly name: string;
  readonly isOpen: true;
  readonly handle: (context: { readonly rooms: IpsRooms }, input: WireObject) => Promise<WireObject> | WireObject;
};
