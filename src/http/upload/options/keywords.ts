import type { WireValue } from '#wire';

import { isBlock } from './fields.ts';

/** Reads `xmpKeywords`: words between commas, where `\,` is a comma and `\\` a backslash. Words are trimmed, empty and
 *  repeated ones dropped. Old versions sent them as `items`. @source specification of UploadPostJob, §3.21 */
export function readKeywords(value: WireValue | undefined): readonly string[] {
  const items = isBlock(value) ? value['items'] : value;
  const texts = (Array.isArray(items) ? items as readonly WireValue[] : [items]).filter((item) => typeof item === 'string');
  return [...new Set(texts.flatMap(splitKeywords))];
}

function splitKeywords(text: string): readonly string[] {
  const words = text.match(/(?:\\[\\,]|[^,])+/g) ?? [];
  return words.map((word) => word.replace(/\\([\\,])/g, '$1').trim()).filter((word) => word !== '');
}
