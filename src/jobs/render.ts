import { renderText } from '#base';
import type { NewLine } from './types.ts';

/** The text of a log line in the reader's language, its nested reason included. */
export function renderLine(line: Pick<NewLine, 'key' | 'params' | 'reason'>, locale: string): string {
  const reason = line.reason && renderText(locale, line.reason.key, line.reason.params);
  return renderText(locale, line.key, reason === undefined ? line.params : { ...line.params, reason });
}

/** The text of a note that hangs on a line. */
export function renderNote(note: NonNullable<NewLine['notes']>[number], locale: string): string {
  return renderText(locale, note.key, note.params);
}
