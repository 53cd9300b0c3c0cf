import { UsageError, type Command } from '../command.ts';

export const outbox: Command = {
  name: 'outbox',
  summary: 'Lists the mails that are kept in the data folder because no mail server is set, or shows one.',
  usage: '[NUMBER|NAME]',
  options: { json: { type: 'boolean', help: 'one JSON object a line instead of text' } },
  async run({ words, screen, abilities }) {
    if (words.length > 1) throw new UsageError('one mail at a time');
    const mails = await abilities.outbox();
    const [wanted] = words;
    if (wanted === undefined) {
      for (const [index, { text: _text, ...mail }] of mails.entries()) {
        screen.event({ event: 'mail', number: index + 1, ...mail });
        screen.line(`${String(index + 1).padStart(4)}  ${mail.date}  ${mail.to}  ${mail.subject}`);
      }
      if (mails.length === 0) screen.line('There are no mails.');
      return 0;
    }
    const mail = mails.find(({ name }, index) => name === wanted || String(index + 1) === wanted);
    if (mail === undefined) {
      screen.error(`there is no mail '${wanted}'`);
      return 1;
    }
    screen.event({ event: 'mail', ...mail });
    screen.line(`Date: ${mail.date}\nTo: ${mail.to}\nSubject: ${mail.subject}\n\n${mail.text}`);
    return 0;
  },
};
