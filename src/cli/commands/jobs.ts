import { connectionOptions, text, UsageError, type Command } from '../command.ts';
import { call } from '../client/call.ts';
import { connect, items } from '../client/connect.ts';
import { reportOf, sightOf } from '../client/follow.ts';
import { bar, fitted } from '../terminal/bar.ts';
import { summaryOf } from '../terminal/report.ts';

const controls = { stop: 'stopJob', pause: 'pauseJob', resume: 'resumeJob', execute: 'executeJob', delete: 'deleteJob' } as const;

export const jobs: Command = {
  name: 'jobs',
  summary: 'Lists active, scheduled and ended jobs; stops, pauses, resumes, executes or deletes one.',
  usage: '[stop|pause|resume|execute|delete HANDLE]',
  options: { last: { type: 'string', value: 'N', help: 'how many ended jobs to show (default 10)' }, ...connectionOptions },
  async run({ words, options, screen, abilities }) {
    const { connection, company } = await connect(abilities, options);
    const [control, jobHandle] = words;
    if (control !== undefined) {
      const operation = (controls as Readonly<Record<string, string>>)[control];
      if (operation === undefined || jobHandle === undefined) throw new UsageError(`say one of ${Object.keys(controls).join(', ')} and a job handle`);
      await call(connection, operation, { companyHandle: company.handle, jobHandle });
      screen.line(`${operation} ${jobHandle}: done`);
      screen.event({ event: operation, jobHandle });
      return 0;
    }
    const limit = Number(text(options, 'last') ?? 10);
    if (!Number.isInteger(limit) || limit < 1) throw new UsageError('--last takes a number from 1');
    const active = items((await call(connection, 'getActiveJobs', { companyHandle: company.handle }))['jobArray']);
    for (const job of active) {
      const sight = sightOf(job);
      screen.line(`${fitted(String(job['originalName']), 32)} ${bar(sight.total === 0 ? 0 : sight.finished / sight.total, 20)} ${sight.finished}/${sight.total} ${sight.state}  ${job['jobHandle']}`);
      screen.event({ event: 'active', jobHandle: job['jobHandle'], ...sight });
    }
    const scheduled = items((await call(connection, 'getScheduledJobs', { companyHandle: company.handle }))['jobArray']);
    for (const job of scheduled) {
      const { originalName, jobHandle: handle, execSchedule: expression, nextFireTime, triggerState: state } = job;
      screen.line(`${fitted(String(originalName), 32)} next ${nextFireTime instanceof Date ? nextFireTime.toISOString() : ''} ${expression === undefined ? 'once' : `by ${String(expression)}`}, ${String(state)}  ${String(handle)}`);
      screen.event({ event: 'scheduled', jobHandle: handle, name: originalName, expression, nextFireTime, state });
    }
    const logs = items((await call(connection, 'getJobLogs', { companyHandle: company.handle, numRows: limit + active.length }))['jobLogArray']);
    for (const log of logs.filter((entry) => entry['endDate'] !== undefined).slice(0, limit)) {
      const { lines: _lines, ...report } = reportOf(log, []);
      screen.line(`${summaryOf(report)}  ${report.handle}`);
      screen.event({ event: 'ended', ...report });
    }
    if (active.length + scheduled.length + logs.length === 0) screen.line('There are no jobs yet.');
    return 0;
  },
};
