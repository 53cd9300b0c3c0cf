import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flag, type Command } from '../command.ts';
import { companyOf } from '../client/connect.ts';
import { uploadJob } from '../client/upload-job.ts';
import { samplePictures } from '../demo/sample-pictures.ts';
import { showReport } from '../terminal/report.ts';

export const demo: Command = {
  name: 'demo',
  summary: 'Starts the server, uploads sample pictures through the real door, shows progress, log and URLs, and keeps serving.',
  usage: '[--exit]',
  options: {
    exit: { type: 'boolean', help: 'end when the pictures are there' },
    json: { type: 'boolean', help: 'one JSON object a line instead of text' },
  },
  async run({ options, screen, abilities }) {
    let status = 0;
    const ended = await abilities.serve({
      async onReady(url) {
        const folder = await mkdtemp(join(tmpdir(), 'prepress-demo-'));
        try {
          const { email, password, contextPath } = await abilities.connection();
          if (password === undefined) throw new Error('the password of the first administrator is not known: set PREPRESS_ADMIN_PASSWORD');
          const connection = { url, contextPath, email, password, locale: 'en' };
          const company = await companyOf(connection, undefined);
          const files = await samplePictures(folder);
          screen.line(`\nUploading ${files.length} sample pictures to ${company.rootPath}demo/`);
          const report = await uploadJob(connection, company, { name: 'demo', destination: `${company.rootPath}demo/`, description: 'The demonstration', options: demoOptions }, files, screen);
          screen.line('\nThe job log:');
          showReport(screen, report);
          screen.line('\nLook at them:');
          for (const name of new Set(report.lines.flatMap((line) => line.assetName ?? []))) {
            const address = `${url}/is/image/${company.rootPath}${encodeURIComponent(name)}`;
            screen.line(`  ${address}?wid=800`);
            screen.event({ event: 'asset', name, url: address });
          }
          if (report.error > 0) status = 1;
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
        if (flag(options, 'exit')) return 'stop';
        screen.line('\nStill serving; press Ctrl-C to stop.');
        return 'keep';
      },
    });
    return ended === 0 ? status : ended;
  },
};

/** A real option set: replace by the company’s rule, publish at once, a crop, keywords. */
const demoOptions = {
  overwrite: true,
  readyForPublish: true,
  preservePublishState: false,
  createMask: true,
  preserveCrop: true,
  manualCropOptions: { left: 40, right: 40, top: 40, bottom: 40 },
  colorManagementOptions: { colorManagement: 'Default' },
  emailSetting: 'None',
  xmpKeywords: 'demo,sample',
} as const;
