import type { Setting } from '#base';

/** The values this room goes by. */
export type JobsPolicy = {
  /** A job without a POST for this long is closed. */
  readonly idleMinutes: number;
  /** How long an ended job stays among the active ones, as Done. */
  readonly doneGraceSeconds: number;
  readonly logDays: number;
  /** Tries of an item whose failure may pass. */
  readonly maxAttempts: number;
  /** Pause before the second try; before each further one it is six times as long. */
  readonly retryDelayMs: number;
  /** Times whoever held an item may disappear before the item ends in error. */
  readonly maxInterruptions: number;
  /** A queued item without a sign of life gets a new ticket after this time, then after twice as long, and so on. */
  readonly reissueAfterMs: number;
};

/** Three losses in a row can be three restarts of a busy server, which is no fault of the file: hence 20. */
export const defaultJobsPolicy: JobsPolicy = {
  idleMinutes: 30,
  doneGraceSeconds: 0,
  logDays: 90,
  maxAttempts: 3,
  retryDelayMs: 5_000,
  maxInterruptions: 20,
  reissueAfterMs: 5_000,
};

/** Length of a lease when nobody says otherwise. */
export const defaultLeaseMs = 30_000;

/** Settings of the jobs room. @source specification of job tracking, §2.4, §3 and §5 */
export const jobsSettings: readonly Setting[] = [
  {
    name: 'PREPRESS_JOB_IDLE_MINUTES', kind: 'integer', unit: 'minutes', min: 1, max: 10_080,
    default: defaultJobsPolicy.idleMinutes,
    meaning: 'A job that got no POST for this long is closed as if endJob had been sent.',
  },
  {
    name: 'PREPRESS_JOB_DONE_GRACE_SECONDS', kind: 'integer', unit: 'seconds', min: 0, max: 86_400,
    default: defaultJobsPolicy.doneGraceSeconds,
    meaning: 'An ended job stays among the active jobs, as Done, for this long.',
  },
  {
    name: 'PREPRESS_LOG_DAYS', kind: 'integer', unit: 'days', min: 1, max: 36_500, default: defaultJobsPolicy.logDays,
    meaning: 'Job logs are deleted this long after their job ended.',
  },
  {
    name: 'PREPRESS_JOB_ATTEMPTS', kind: 'integer', min: 1, max: 100, default: defaultJobsPolicy.maxAttempts,
    meaning: 'Tries of a file whose failure may pass (a full disk, a store that is down) before it ends in error.',
  },
  {
    name: 'PREPRESS_JOB_RETRY_DELAY_MS', kind: 'integer', unit: 'ms', min: 0, max: 3_600_000,
    default: defaultJobsPolicy.retryDelayMs,
    meaning: 'Pause before such a file is tried again; each further pause is six times as long.',
  },
  {
    name: 'PREPRESS_JOB_INTERRUPTIONS', kind: 'integer', min: 1, max: 1000, default: defaultJobsPolicy.maxInterruptions,
    meaning: 'Times a file may be interrupted by the death of its worker before it ends in error.',
  },
  {
    name: 'PREPRESS_TIME_ZONE', kind: 'text', defaultText: 'that of the machine',
    meaning: 'Time zone in which `execSchedule` expressions of new scheduled jobs are read, such as `Europe/Berlin`.',
  },
  {
    name: 'PREPRESS_JOB_LEASE_SECONDS', kind: 'integer', unit: 'seconds', min: 5, max: 3600,
    default: defaultLeaseMs / 1000,
    meaning: 'A worker that shows no sign of life for this long loses its file to another.',
  },
];
