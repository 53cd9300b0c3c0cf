import type { JobReport } from '../client/follow.ts';
import type { Screen } from './screen.ts';

/** The log of an ended job and its counts. */
export function showReport(screen: Screen, report: JobReport): void {
  const width = Math.max(0, ...report.lines.map(({ type }) => type.length));
  for (const line of report.lines) {
    screen.line(`  ${line.type.padEnd(width)}  ${line.message}`);
    for (const note of line.notes) screen.line(`  ${' '.repeat(width)}  · ${note}`);
  }
  screen.line(summaryOf(report));
  screen.event({ event: 'report', ...report });
}

export function summaryOf(report: Omit<JobReport, 'lines'>): string {
  const parts = [
    [report.success, 'new'], [report.update, 'replaced'], [report.duplicate, 'skipped as duplicate'], [report.warning, 'with a warning'], [report.error, 'failed'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return `Job '${report.name}': ${said.length === 0 ? 'no files' : said.join(', ')}${report.isFatal ? ', ended by a fatal error' : ''}.`;
}
