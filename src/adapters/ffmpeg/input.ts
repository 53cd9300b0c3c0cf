import { readHead } from '#base';
import type { MediaKind, MediaSource } from '#ports';

/** Name the source has in the program's folder: nothing about it helps the program to guess. */
export const inputName = 'source.bin';

/** Which of the program's readers opens a kind. */
const readers: { readonly [K in MediaKind]: string } = {
  mp4: 'mov', quicktime: 'mov', avi: 'avi', mpegVideo: 'mpeg', mpegTransport: 'mpegts', ogg: 'ogg', asf: 'asf', matroska: 'matroska', flv: 'flv',
  mp3: 'mp3', aac: 'aac', ac3: 'ac3', wav: 'wav', aiff: 'aiff',
};

/** Words that open a source. The reader is ours to say, so that no playlist, script or list of files is ever recognised in what a
 *  stranger sent; readers inside readers are held to the same one; addresses of networks and other files mean nothing.
 *  @param isNamed Put `-i` before the name, as ffmpeg wants it and ffprobe does not mind.
 *  @source ffmpeg-protocols(1), ffmpeg-formats(1) "format_whitelist" */
export async function inputWords(source: MediaSource): Promise<readonly string[]> {
  const reader = source.kind === 'mpegVideo' && await isElementary(source.path) ? 'mpegvideo' : readers[source.kind];
  return [
    '-protocol_whitelist', 'file', '-f', reader, '-format_whitelist', reader,
    ...(reader === 'mov' ? ['-enable_drefs', '0', '-use_absolute_path', '0'] : []),
    '-i', inputName,
  ];
}

/** Pictures alone begin with a sequence header; programs of several tracks with a pack. */
async function isElementary(path: string): Promise<boolean> {
  const head = await readHead(path, 4);
  return head[3] === 0xb3;
}
