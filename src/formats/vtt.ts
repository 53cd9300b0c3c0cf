/** What captions hold. */
export type VttFacts = { readonly cues: number; readonly endMs: number };

/** Hours may be left out, minutes and seconds have two digits, a comma does not separate them. */
const timestamp = /^(?:(\d{2,6}):)?([0-5]\d):([0-5]\d)\.(\d{3})$/;

/** Reads WebVTT as strictly as a player must: the mark, then blocks of lines with an empty one between them.
 *  @returns a sentence about the first thing that is wrong instead.
 *  @source W3C WebVTT, §4.1 "WebVTT file structure" */
export function readVtt(bytes: Uint8Array): VttFacts | string {
  const text = decoded(bytes);
  if (text === undefined) return 'it is not in UTF-8';
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|[\r\n]/);
  if (!/^WEBVTT(?:[ \t].*)?$/.test(lines[0] ?? '')) return 'it does not begin with WEBVTT';
  if ((lines[1] ?? '').includes('-->')) return 'line 2: a cue begins before the header has ended';
  let cues = 0;
  let endMs = 0;
  for (const [index, line] of lines.entries()) {
    if (index === 0 || !line.includes('-->')) continue;
    const [from = '', rest = ''] = splitOnce(line, '-->');
    const [startMs, stopMs] = [timeOf(from.trim()), timeOf(rest.trim().split(/[ \t]/)[0] ?? '')];
    if (startMs === undefined || stopMs === undefined) return `line ${index + 1}: expected two times such as 00:01.000 --> 00:04.000`;
    if (stopMs <= startMs) return `line ${index + 1}: a cue ends before it begins`;
    cues += 1;
    endMs = Math.max(endMs, stopMs);
  }
  return { cues, endMs };
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function splitOnce(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

function timeOf(text: string): number | undefined {
  const [, hours = '0', minutes = '0', seconds = '0', ms = '0'] = timestamp.exec(text) ?? [];
  return timestamp.test(text) ? ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(ms) : undefined;
}
