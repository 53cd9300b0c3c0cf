import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Why tests of films are skipped here; false where both programs are installed. */
export const withoutFfmpeg: false | string = ['ffmpeg', 'ffprobe'].every((program) => spawnSync(program, ['-version'], { stdio: 'ignore' }).status === 0)
  ? false : 'not installed: ffmpeg';

/** Makes a film or recording with ffmpeg's own generators. @param words Everything from the inputs on, without the name. */
export function film(folder: string, name: string, ...words: readonly string[]): string {
  const path = join(folder, name);
  const { status, stderr } = spawnSync('ffmpeg', ['-hide_banner', '-nostdin', '-v', 'error', '-y', ...words, path], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return path;
}

/** An input of generated pictures: `source` as ffmpeg-filters(1) writes it. */
export const drawn = (source: string): readonly string[] => ['-f', 'lavfi', '-i', source];

/** H.264 that costs next to nothing to make. */
export const quickH264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'] as const;

export type Shown = { readonly format: { readonly [name: string]: string }; readonly streams: readonly { readonly [name: string]: string | number | undefined }[] };

/** What ffprobe says of a file or an address. */
export function shown(what: string, ...words: readonly string[]): Shown {
  const { status, stdout, stderr } = spawnSync('ffprobe', ['-v', 'error', '-of', 'json', '-show_format', '-show_streams', ...words, what], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`ffprobe: ${stderr}`);
  return JSON.parse(stdout) as Shown;
}
