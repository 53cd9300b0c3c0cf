import type { Company } from '#accounts';
import { localeOf, renderText, type FailureParams, type TextKey } from '#base';
import { jobHandle, renderLine, renderNote, type Job, type Jobs, type Line, type LogType } from '#jobs';
import { assetUrl, type Library } from '#library';
import { gravityOf, warningsIn } from './due.ts';
import { oneLine, type Letter, type LetterLine } from './letter.ts';
import type { EmailMode } from './types.ts';

/** Lines of the log that stand in a mail; the log has them all. */
const mostLines = 1000;

/** Where letters find what they tell. */
export type LetterGround = {
  readonly jobs: Jobs;
  readonly library: Library;
  /** Address under which clients reach the server; undefined where it is not known: letters have no links then. */
  readonly publicUrl: () => string | undefined;
};

/** The letter that a job began. */
export function beganLetter(job: Job, company: Company, mode: EmailMode): Letter {
  const say = speaker(job.locale);
  return {
    language: localeOf(job.locale), opening: say('mail.began'), reason: say('mail.whyJob', { mode }), facts: factsOf(job, company),
    subject: oneLine(say('mail.subjectBegan', { company: company.name, job: nameOf(job) })),
  };
}

/** The letter that a job ended, with its log. */
export async function endedLetter(ground: LetterGround, job: Job, company: Company, mode: EmailMode): Promise<Letter> {
  const say = speaker(job.locale);
  const { counts } = job;
  const opening = { clean: 'mail.ended', warnings: 'mail.endedWithWarnings', errors: 'mail.endedWithErrors' } as const;
  const { totalRows, lines } = await ground.jobs.lines(job.id, { sortBy: 'Date', isDescending: false, pageSize: mostLines, page: 1 });
  const errors = await ground.jobs.lines(job.id, { types: ['UploadError'], sortBy: 'Date', isDescending: false, pageSize: 1, page: 1 });
  return {
    language: localeOf(job.locale), opening: say(opening[gravityOf(counts, job.isFatal || errors.totalRows > 0)]), reason: say('mail.whyJob', { mode }),
    subject: oneLine(say('mail.subjectEnded', {
      company: company.name, job: nameOf(job), ok: counts.success + counts.update, warnings: warningsIn(counts), errors: counts.error,
    })),
    facts: [...factsOf(job, company), {
      name: say('mail.files'),
      value: say('mail.counts', {
        total: counts.success + counts.update + counts.duplicate + counts.error + counts.skipped,
        created: counts.success, updated: counts.update, duplicates: counts.duplicate, warnings: counts.warning, errors: counts.error,
      }),
    }],
    lines: {
      title: say('mail.lines'), entries: await entriesOf(ground, lines.filter(({ type }) => !quiet.has(type)), job, company),
      more: totalRows > lines.length ? say('mail.moreLines', { count: totalRows - lines.length }) : undefined,
    },
  };
}

/** What the facts of a letter say already. */
const quiet: ReadonlySet<LogType> = new Set(['OriginalJobName', 'JobClient', 'JobType', 'TotalFileCount']);

function factsOf(job: Job, company: Company): Letter['facts'] {
  const say = speaker(job.locale);
  return [
    { name: say('mail.company'), value: company.name },
    { name: say('mail.job'), value: `${job.originalName} (${jobHandle(job)})` },
    ...(job.description === '' ? [] : [{ name: say('mail.description'), value: job.description }]),
    { name: say('mail.startedAt'), value: momentIn(job.startedAt, job.locale) },
    ...(job.endedAt === undefined ? [] : [{ name: say('mail.endedAt'), value: momentIn(job.endedAt, job.locale) }]),
  ];
}

function nameOf(job: Job): string {
  return renderText(job.locale, /upload/i.test(job.kind) ? 'mail.uploadJob' : 'mail.otherJob', { name: job.originalName });
}

async function entriesOf(ground: LetterGround, lines: readonly Line[], job: Job, company: Company): Promise<readonly LetterLine[]> {
  const base = ground.publicUrl();
  const ids = base === undefined ? [] : lines.flatMap(({ asset }) => asset?.id ?? []);
  const assets = new Map((await ground.library.assetsByIds(company.id, ids)).map((asset) => [asset.id, asset]));
  return lines.map((line) => {
    const asset = line.asset?.id === undefined ? undefined : assets.get(line.asset.id);
    const path = asset?.isReadyForPublish && asset.trashState === 'NotInTrash' ? assetUrl(company.rootPath, asset) : undefined;
    return {
      text: renderLine(line, job.locale), gravity: gravities[line.type] ?? 'plain', notes: (line.notes ?? []).map((note) => renderNote(note, job.locale)),
      address: path === undefined ? undefined : `${(base ?? '').replace(/\/+$/, '')}${path}`,
    };
  });
}

const gravities: { readonly [Type in LogType]?: LetterLine['gravity'] } = {
  UploadWarning: 'warning', DuplicateSkipped: 'warning', FileCancel: 'warning', UploadError: 'error', ReoptimizeFailure: 'error', FatalError: 'error',
};

/** Renders texts in one language. */
export function speaker(locale: string): (key: TextKey, params?: FailureParams) => string {
  return (key, params = {}) => renderText(locale, key, params);
}

/** A moment as it is written in a language, in UTC. */
export function momentIn(moment: Date, locale: string, style: 'medium' | 'day' = 'medium'): string {
  const shape: Intl.DateTimeFormatOptions = style === 'day' ? { dateStyle: 'long' } : { dateStyle: 'medium', timeStyle: 'medium' };
  const written = new Intl.DateTimeFormat(localeOf(locale) === 'de' ? 'de-DE' : 'en-GB', { ...shape, timeZone: 'UTC' }).format(moment);
  return style === 'day' ? written : `${written} UTC`;
}
