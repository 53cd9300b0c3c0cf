import type { Company } from '#accounts';
import { localeOf } from '#base';
import { momentIn, speaker } from './job-letters.ts';
import { oneLine, type Letter } from './letter.ts';
import type { NoticeContent } from './types.ts';

/** The letter that assets will soon be destroyed. @source specification of assets, §5 */
export function trashLetter(content: NoticeContent['TrashWarning'], company: Company, locale: string): Letter {
  const say = speaker(locale);
  const params = { company: company.name, count: content.assetCount, date: momentIn(new Date(content.destroyedAt), locale, 'day') };
  const left = content.assetCount - content.assetNames.length;
  return {
    language: localeOf(locale), subject: oneLine(say('mail.trashSubject', params)), opening: say('mail.trash', params),
    facts: [{ name: say('mail.company'), value: company.name }], reason: say('mail.whyTrash', params),
    lines: {
      title: say('mail.files'), entries: content.assetNames.map((text) => ({ text, gravity: 'plain', notes: [] })),
      more: left > 0 ? say('mail.trashMore', { count: left }) : undefined,
    },
  };
}
