export { openNotices, type NoticesOptions } from './open.ts';
export { noticeSettings } from './settings.ts';
export type { Notice, NoticeAttempt, NoticeKind, Notices } from './types.ts';
export { openJobWitness } from './witness.ts';
