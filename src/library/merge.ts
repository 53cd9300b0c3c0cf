import type { Publication } from './types.ts';

/** Publish state of an overwritten asset. @source specification of UploadPostJob, §3.3 */
export function mergePublishState(
  wasReady: boolean, upload: Pick<Publication, 'readyForPublish' | 'preservePublishState' | 'retainPublishState'>,
): boolean {
  return upload.preservePublishState ?? upload.retainPublishState ? wasReady : upload.readyForPublish;
}

/** What the index of keywords can hold of one word, whatever its letters. */
const maxKeywordLength = 500;

/** Union in order, case-sensitive; never removes. Words above 500 characters are cut there.
 *  @source specification of UploadPostJob, §3.21 */
export function mergeKeywords(old: readonly string[], added: readonly string[]): readonly string[] {
  const words = added.map((keyword) => keyword.trim().slice(0, maxKeywordLength).toWellFormed());
  return [...new Set([...old, ...words.filter((keyword) => keyword !== '')])];
}
