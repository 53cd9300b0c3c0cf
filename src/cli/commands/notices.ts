import { connectionOptions, text, UsageError, type Command } from '../command.ts';
import { connect } from '../client/connect.ts';
import { readResource } from '../client/resource.ts';

export const notices: Command = {
  name: 'notices',
  summary: 'Lists mails and requests that tell of jobs, with every try.',
  usage: '',
  options: {
    job: { type: 'string', value: 'HANDLE|NAME', help: 'only those of one job' },
    state: { type: 'string', value: 'STATE', help: 'only those that are waiting, sent or failed' },
    ...connectionOptions,
  },
  async run({ words, options, screen, abilities }) {
    if (words.length > 0) throw new UsageError('options only');
    const { connection, company } = await connect(abilities, options);
    const query = new URLSearchParams();
    for (const name of ['job', 'state']) if (text(options, name) !== undefined) query.set(name, text(options, name) ?? '');
    const answer = await readResource(connection, `/companies/${encodeURIComponent(company.handle)}/notices?${query}`) as { readonly notices: readonly Listed[] } | undefined;
    if (answer === undefined) {
      screen.error(`there is no job '${text(options, 'job') ?? ''}'`);
      return 1;
    }
    for (const notice of answer.notices) {
      screen.event({ event: 'notice', ...notice });
      screen.line(`${notice.state.padEnd(8)}${notice.kind.padEnd(13)}${notice.to}  ${notice.job?.name ?? ''}`);
      for (const attempt of notice.attempts) screen.line(`          ${attempt.at}  ${attempt.message ?? 'taken'}`);
    }
    if (answer.notices.length === 0) screen.line('Nothing was to be told.');
    return 0;
  },
};

type Listed = {
  readonly kind: string; readonly state: string; readonly to: string; readonly job?: { readonly name: string };
  readonly attempts: readonly { readonly at: string; readonly message?: string }[];
};
