import type { FailureCode, FailureParams } from '#base';

/** What parent and child say to each other: plain data. */
export type ToChild = { readonly kind: 'task'; readonly task: unknown } | { readonly kind: 'partTaken' };

export type ToParent =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'note'; readonly note: unknown }
  | { readonly kind: 'part'; readonly part: unknown }
  | { readonly kind: 'answer'; readonly answer: unknown }
  | { readonly kind: 'failure'; readonly code: FailureCode; readonly params: FailureParams; readonly detail: string };

/** True for an object with this kind: whatever comes out of a child that decodes strangers' files is doubted. */
export function isMessage(value: unknown): value is ToParent {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  return ['ready', 'progress', 'note', 'part', 'answer', 'failure'].includes(String(value.kind));
}
