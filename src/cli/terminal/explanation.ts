import type { Explanation } from '#production';
import { bar, readableBytes } from './bar.ts';
import { factsText, readableTime, settingsText } from './facts.ts';

const marks = { done: '✔', failed: '✖', notRun: '·' } as const;
const sources = { file: 'received', asset: 'original of the asset', url: 'fetched', serverFile: 'copied', listing: 'looked up' } as const;
const barColumns = 12;

/** An explanation as text for people, a line each. @param columns Width of the screen; what is longer goes on below. */
export function explanationLines(explanation: Explanation, columns: number): readonly string[] {
  return [
    ...heading(explanation),
    ...labelled(columns, 'Options', optionsText(explanation)),
    ...labelled(columns, 'File', factsText(explanation.probe, explanation.item?.sizeBytes ?? explanation.asset?.originalBytes)),
    ...labelled(columns, 'Needs', explanation.price && explanation.price.pixels > 0
      ? `${readablePixels(explanation.price.pixels)}, up to ${readableBytes(explanation.price.bytes)} of memory` : undefined),
    ...stepLines(explanation, columns),
    ...artifactLines(explanation),
    ...logLines(explanation),
  ];
}

function heading({ path, item, asset, failure }: Explanation): readonly string[] {
  const subject = asset ? `${asset.name}  (${asset.type}, a|${asset.id}, version ${asset.version})` : path;
  const origin = item
    ? `${asset ? `${path}, ` : ''}${sources[item.source]} in ${item.job.kind} job '${item.job.name}' of ${item.job.startedAt.slice(0, 19).replace('T', ' ')}, item ${item.id}`
    : `${path}: the log of the job that made it was deleted`;
  const attempts = item && item.attempts > 1 ? `, attempt ${item.attempts}` : '';
  return [
    subject, `  ${origin}${attempts}`,
    ...(asset && item && !asset.isOfItem && item.state === 'done' ? ['  Its present artifacts were made by another item.'] : []),
    ...(asset?.urlModifier ? [`  Delivered with ${asset.urlModifier}`] : []),
    ...(failure ? [`  FAILED${failure.step === undefined ? '' : ` in ${failure.step}`}: ${failure.message}`] : []),
    ...(item && item.state !== 'done' && !failure ? [`  This item is ${item.state}.`] : []),
    '',
  ];
}

function labelled(columns: number, label: string, text: string | undefined): readonly string[] {
  return text === undefined || text === '' ? [] : wrapped(`  ${label.padEnd(10)}`, text, columns);
}

/** Puts a list behind a label and breaks it between its parts; what follows stands below the first. */
function wrapped(label: string, text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = label;
  for (const part of text.split(' · ')) {
    const isFirst = line.length === label.length;
    if (!isFirst && line.length + part.length + 3 > columns) {
      lines.push(line);
      line = ' '.repeat(label.length) + part;
    } else line += isFirst ? part : ` · ${part}`;
  }
  return [...lines, line.trimEnd()];
}

function optionsText({ options, item }: Explanation): string {
  const changed = Object.entries(options).filter(([name]) => !aboutTheJob.has(name));
  if (changed.length === 0) return item ? 'the defaults' : '';
  const groups = Map.groupBy(changed, ([name]) => name.split('.')[0] ?? name);
  return [...groups].map(([group, members]) => {
    const words = members.flatMap(([name, value]) => {
      const text = Array.isArray(value) ? value.map(String).join(', ') : String(value);
      if (name === group) return [value === true ? '' : text];
      // What a block has switched off is what it would have without the word.
      return value === false ? [] : [`${name.slice(group.length + 1)} ${text}`];
    });
    return `${group} ${words.join(', ')}`.trim();
  }).join(' · ');
}

/** Options that say nothing about what is made. */
const aboutTheJob: ReadonlySet<string> = new Set(['email', 'mailUserId', 'overwrite', 'readyForPublish', 'preservePublishState', 'postHttpUrl']);

function stepLines({ steps }: Explanation, columns: number): readonly string[] {
  if (steps.length === 0) return [];
  const totalMs = steps.reduce((sum, { ms = 0 }) => sum + ms, 0);
  const kindColumns = Math.max(...steps.map(({ kind }) => kind.length), 'total'.length);
  const rows = steps.flatMap(({ kind, state, ms, settings }) => {
    const time = ms === undefined ? { done: '', failed: 'failed', notRun: 'not run' }[state] : readableTime(ms);
    const share = bar(ms === undefined || totalMs === 0 ? 0 : ms / totalMs, barColumns).replaceAll('░', ' ');
    return wrapped(`  ${marks[state]} ${kind.padEnd(kindColumns)}  ${time.padStart(8)}  ${share}  `, settingsText(settings), columns);
  });
  return ['', '  Steps', ...rows, `    ${'total'.padEnd(kindColumns)}  ${readableTime(totalMs).padStart(8)}`];
}

function artifactLines({ artifacts }: Explanation): readonly string[] {
  if (artifacts.length === 0) return [];
  const columns = Math.max(...artifacts.map(({ role }) => role.length));
  return ['', '  Artifacts', ...artifacts.map(({ role, sizeBytes }) => `    ${role.padEnd(columns)}  ${readableBytes(sizeBytes).padStart(9)}`)];
}

function logLines({ lines }: Explanation): readonly string[] {
  if (lines.length === 0) return [];
  const columns = Math.max(...lines.map(({ type }) => type.length));
  return ['', '  Log', ...lines.flatMap(({ type, message, notes }) => [
    `    ${type.padEnd(columns)}  ${message}`, ...notes.map((note) => `    ${' '.repeat(columns)}  · ${note}`),
  ])];
}

function readablePixels(pixels: number): string {
  return pixels < 100_000 ? `${pixels} pixels` : `${(pixels / 1_000_000).toFixed(1)} megapixels`;
}
