import { connectionOptions, text, UsageError, type Command } from '../command.ts';
import { connect } from '../client/connect.ts';
import { localFiles } from '../client/local-files.ts';
import { uploadJob } from '../client/upload-job.ts';
import { uploadOptionDeclarations, uploadOptions } from '../client/upload-options.ts';
import { showReport } from '../terminal/report.ts';

export const upload: Command = {
  name: 'upload',
  summary: 'Uploads files and folders as one job through the real upload door and waits for its end.',
  usage: '[options] FILE|FOLDER…',
  options: {
    to: { type: 'string', value: 'FOLDER', help: 'folder in the library (default: the company’s root)' },
    job: { type: 'string', value: 'NAME', help: 'name of the job (default: made from the time)' },
    ...uploadOptionDeclarations,
    ...connectionOptions,
  },
  async run({ words, options, screen, abilities }) {
    if (words.length === 0) throw new UsageError('name at least one file or folder');
    const job = {
      name: text(options, 'job') ?? `upload-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`,
      destination: text(options, 'to'),
      description: '',
      options: uploadOptions(options),
    };
    const files = await localFiles(words);
    if (files.length === 0) throw new UsageError('there are no files in what you named');
    const { connection, company } = await connect(abilities, options);
    const report = await uploadJob(connection, company, job, files, screen);
    showReport(screen, report);
    return report.error > 0 || report.isFatal ? 1 : 0;
  },
};
