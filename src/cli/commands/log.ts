import { connectionOptions, UsageError, type Command } from '../command.ts';
import { call } from '../client/call.ts';
import { connect, items } from '../client/connect.ts';
import { readReport } from '../client/follow.ts';
import { showReport } from '../terminal/report.ts';

export const log: Command = {
  name: 'log',
  summary: 'Shows the log of a job, by its handle or its name; without one, of the latest job.',
  usage: '[HANDLE|NAME]',
  options: connectionOptions,
  async run({ words, options, screen, abilities }) {
    if (words.length > 1) throw new UsageError('one handle or name at a time');
    const { connection, company } = await connect(abilities, options);
    const handle = await handleOf(words[0]);
    if (handle === undefined) {
      screen.error(words[0] === undefined ? 'there are no jobs yet' : `there is no job '${words[0]}'`);
      return 1;
    }
    showReport(screen, await readReport(connection, company.handle, handle));
    return 0;

    async function handleOf(word: string | undefined): Promise<string | undefined> {
      const answer =
        word === undefined
          ? await call(connection, 'getJobLogs', { companyHandle: company.handle, numRows: 1 })
          : await call(connection, 'getJobLogDetails', {
              companyHandle: company.handle, recordsPerPage: 1, ...(word.startsWith('j|') ? { jobHandle: word } : { originalName: word }),
            });
      const found = items(answer['jobLogArray'])[0]?.['jobHandle'];
      return found === undefined ? undefined : String(found);
    }
  },
};
