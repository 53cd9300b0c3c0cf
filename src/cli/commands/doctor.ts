import type { Command } from '../command.ts';

const marks = { ok: 'ok     ', note: 'note   ', problem: 'PROBLEM' } as const;

export const doctor: Command = {
  name: 'doctor',
  summary: 'Looks at settings, data folder, database, store and engines, and says what to do about what is wrong.',
  usage: '',
  options: { json: { type: 'boolean', help: 'one JSON object a line instead of text' } },
  async run({ abilities, screen }) {
    let problems = 0;
    for await (const finding of abilities.examine()) {
      screen.event(finding);
      screen.line(`${marks[finding.grade]} ${finding.subject}: ${finding.finding}`);
      if (finding.cure !== undefined) screen.line(`        → ${finding.cure}`);
      if (finding.grade === 'problem') problems += 1;
    }
    screen.line(problems === 0 ? '\nNothing is wrong.' : `\n${problems} problem${problems === 1 ? '' : 's'} found.`);
    return problems === 0 ? 0 : 1;
  },
};
