import type { Publication } from './types.ts';

/** Publish state of an overwritten asset. @source specification of UploadPostJob, §3.3 */
export function mergePublishState(
  wasReady: boolean, upload: Pick<Publication, 'readyForPublish' | 'preservePublishState' | 'retainPublishState'>,
): boolean {
  return upload.preservePublishState ?? upload.retainPublishState ? wasReady : upload.readyForPublish;
}

/** Union in order, case-sensitive; never removes. @source specification of UploadPostJob, §3.21 */
export function mergeKeywords(old: readonly string[], added: readonly string[]): readonly string[] {
  return [...new Set([...old, ...added.map((keyword) => keyword.trim()).filter((keyword) => keyword !== '')])];
}
