import { asFailure, type Failure } from '#base';
import { jobKinds, type Followers, type NewItem, type PublishKind } from '#jobs';
import type { WireObject } from '#wire';

import { echoOptions, readPublishOptions } from '../../job-options/index.ts';
import { flagOf, invalid } from '../arguments.ts';
import type { OperationContext } from '../operation.ts';
import { contextOf } from '../publish-contexts.ts';
import { companyOf } from '../subjects.ts';
import type { ReadSubmission, Submission } from './submission.ts';

/** A job that publishes what is due in one context. @source specification of job tracking, §7 */
export function readPublishing(kind: PublishKind): ReadSubmission {
  return (context, job, element) => {
    const { item, ...read } = readPublication(context, kind, job, element);
    return { kind, ...read, references: [], items: () => [item] };
  };
}

function readPublication(context: OperationContext, kind: PublishKind, job: WireObject, element: string) {
  const { missing, invalid: wrong, options } = readPublishOptions(job, element, kind === 'ImageServingPublish');
  const { publishType = 'Incremental', contextHandle } = options;
  const strange = contextHandle === undefined ? [] : strangeContext(companyOf(context).id, contextHandle, kind, `${element}.contextHandle`);
  return { missing, invalid: [...wrong, ...strange], options, echo: echoOptions(job), item: publicationOf(context, kind, publishType !== 'Incremental') };
}

/** What is wrong with a context: a job publishes to that of its kind, which every company has once. */
function strangeContext(companyId: number, handle: string, kind: PublishKind, name: string): readonly Failure[] {
  const own = jobKinds[kind].context ?? 'ImageServing';
  try {
    return contextOf(companyId, handle.slice(0, 200), name).type === own ? [] : [invalid(name, `the handle of the context ${own}`, handle.slice(0, 200))];
  } catch (thrown) {
    return [asFailure(thrown)];
  }
}

function publicationOf(context: OperationContext, kind: PublishKind, isFull: boolean): NewItem {
  const { context: publishContext = 'ImageServing' } = jobKinds[kind];
  return {
    folder: companyOf(context).rootPath, fileName: '', orderKey: `|publish ${publishContext}`,
    listing: { kind: 'publication', context: publishContext, isFull },
  };
}

/** Jobs that may follow on one, by the element that holds their options. */
const followers = {
  postImageServingPublishJob: 'ImageServingPublish', postImageRenderingPublishJob: 'ImageRenderingPublish', postVideoPublishJob: 'VideoPublish',
} as const satisfies { readonly [element: string]: PublishKind };

/** What follows on a job: at most one of three. @source specification of job tracking, §7 "postJobOnlyIfFiles" */
export function readFollowers(context: OperationContext, job: WireObject, element: string): Pick<Submission, 'missing' | 'invalid' | 'followers'> {
  const sent = Object.entries(followers).filter(([name]) => job[name] !== undefined);
  const [first] = sent;
  if (first === undefined) return { missing: [], invalid: [] };
  const [name, kind] = first;
  const tooMany = sent.length === 1 ? [] : [invalid(element, `at most one of ${Object.keys(followers).join(', ')}`, sent.map(([each]) => each).join(' and '))];
  const { missing, invalid: wrong, options, echo, item } = readPublication(context, kind, job[name] as WireObject, `${element}.${name}`);
  const following: Followers = { isOnlyIfFiles: flagOf(job, 'postJobOnlyIfFiles') ?? false, jobs: [{ kind, options, echo, items: [item] }] };
  return { missing, invalid: [...tooMany, ...wrong], followers: following };
}
