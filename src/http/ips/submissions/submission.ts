import type { Failure, Json } from '#base';
import type { Followers, JobKind, NewItem } from '#jobs';
import type { WireObject } from '#wire';

import type { OptionReference } from '../../job-options/index.ts';
import type { OperationContext } from '../operation.ts';

/** What was asked for by the element of a submission, not yet looked up anywhere. */
export type Submission = {
  readonly kind: JobKind;
  /** What counts before anything that is wrong. */
  readonly missing: readonly Failure[];
  readonly invalid: readonly Failure[];
  readonly options: { readonly [name: string]: Json | undefined };
  /** Handles that must stand for something. */
  readonly references: readonly OptionReference[];
  readonly echo: { readonly [parameter: string]: Json };
  readonly items: () => Promise<readonly NewItem[]> | readonly NewItem[];
  readonly followers?: Followers;
};

/** Reads one element of a submission. */
export type ReadSubmission = (context: OperationContext, job: WireObject, element: string) => Submission;
