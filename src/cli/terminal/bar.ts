/** A progress bar of eighths of a character.
 *  @param share  0..1; what lies outside is clamped.
 *  @param columns  Width of the bar itself, at least 1. */
export function bar(share: number, columns: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * columns * 8);
  const full = Math.floor(eighths / 8);
  const partial = eighths % 8 === 0 ? '' : (' ▏▎▍▌▋▊▉'[eighths % 8] ?? '');
  return `${'█'.repeat(full)}${partial}`.padEnd(columns, '░');
}

/** Bytes for people: `812 B`, `4.2 MB`. */
export function readableBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** Cuts the middle out of a text that is too long, and fills one that is too short. */
export function fitted(text: string, columns: number): string {
  if (text.length <= columns) return text.padEnd(columns);
  const tail = Math.floor((columns - 1) / 2);
  return `${text.slice(0, columns - 1 - tail)}…${text.slice(text.length - tail)}`;
}
