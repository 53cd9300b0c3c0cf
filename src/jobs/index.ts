export * from './types.ts';
export { openJobs, type JobsOptions } from './open-jobs.ts';
export { jobHandle, parseJobHandle, type JobReference } from './handle.ts';
export { clientState, queuedCount, totalFileCount } from './state.ts';
export { errorLine, jobKinds } from './kinds.ts';
export { renderLine, renderNote } from './render.ts';
export { startWorker, type Perform, type PerformClosing, type Worker, type WorkerOptions } from './worker.ts';
export { defaultJobsPolicy, jobsSettings, type JobsPolicy } from './settings.ts';
