import type { Asset, StoredFile } from '#library';

/** A film that is there in segments: milliseconds and bytes of each, one behind the other in a file. */
export type Streamed = {
  readonly name: string;
  readonly file: StoredFile;
  readonly segments: readonly (readonly [durationMs: number, sizeBytes: number])[];
  readonly bitsPerSecond: number;
  readonly widthPx: number | undefined;
  readonly heightPx: number | undefined;
};

/** Segments are at most about this long; the list promises it. @source delivery, §7.3 */
const targetSeconds = 10;

/** The stream of a film, where it has one. */
export function streamedOf({ name, artifacts, facts }: Pick<Asset, 'name' | 'artifacts' | 'facts'>): Streamed | undefined {
  const segments = facts?.['segments'];
  if (!artifacts.stream || !Array.isArray(segments)) return undefined;
  const sizes = (segments as readonly unknown[]).map((one) => (Array.isArray(one) ? [Number(one[0]), Number(one[1])] as const : [0, 0] as const));
  const edge = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
  return {
    name, file: artifacts.stream, segments: sizes, bitsPerSecond: edge(facts?.['bitsPerSecond']) ?? averageRate(sizes),
    widthPx: edge(facts?.['widthPx']), heightPx: edge(facts?.['heightPx']),
  };
}

function averageRate(segments: Streamed['segments']): number {
  const [ms, bytes] = segments.reduce(([wholeMs, wholeBytes], [durationMs, sizeBytes]) => [wholeMs + durationMs, wholeBytes + sizeBytes], [0, 0]);
  return ms === 0 ? 0 : Math.round(bytes * 8000 / ms);
}

/** A list of what a player may change between, the narrowest first. @source delivery, §7.3; RFC 8216, §4.3.4.2 */
export function masterPlaylist(variants: readonly Streamed[]): string {
  const lines = variants.toSorted((one, other) => one.bitsPerSecond - other.bitsPerSecond).flatMap(({ name, bitsPerSecond, widthPx, heightPx }) => [
    `#EXT-X-STREAM-INF:BANDWIDTH=${bitsPerSecond}${widthPx && heightPx ? `,RESOLUTION=${widthPx}x${heightPx}` : ''}`,
    `${encodeURIComponent(name)}/index.m3u8`,
  ]);
  return ['#EXTM3U', '#EXT-X-VERSION:3', ...lines, ''].join('\n');
}

/** A list of segments. Their addresses change with their content: what somebody keeps of an old encode is never mixed with a new one.
 *  @source delivery, §7.3; RFC 8216, §4.3 */
export function mediaPlaylist({ file, segments }: Streamed): string {
  const longest = Math.max(targetSeconds, ...segments.map(([durationMs]) => Math.round(durationMs / 1000)));
  const lines = segments.flatMap(([durationMs], index) => [`#EXTINF:${(durationMs / 1000).toFixed(3)},`, `${index}.ts?v=${file.blobId.slice(0, 8)}`]);
  return ['#EXTM3U', '#EXT-X-VERSION:3', `#EXT-X-TARGETDURATION:${longest}`, '#EXT-X-MEDIA-SEQUENCE:0', '#EXT-X-PLAYLIST-TYPE:VOD', ...lines, '#EXT-X-ENDLIST', ''].join('\n');
}

/** Where a segment lies in its file; undefined behind the last. */
export function segmentRange({ segments }: Streamed, index: number): { readonly first: number; readonly sizeBytes: number } | undefined {
  const segment = segments[index];
  if (!segment) return undefined;
  return { first: segments.slice(0, index).reduce((sum, [, sizeBytes]) => sum + sizeBytes, 0), sizeBytes: segment[1] };
}

/** What an address below a company asks of a film. */
export type StreamWish =
  | { readonly kind: 'master'; readonly object: string }
  | { readonly kind: 'media'; readonly id: string }
  | { readonly kind: 'segment'; readonly id: string; readonly index: number };

/** Reads the part of an address behind the company. Folders in front do not matter: ids are unique.
 *  @returns undefined for whatever is no part of a stream. @source delivery, §7.3; assets, §6.2 */
export function streamWish(path: string): StreamWish | undefined {
  const elements = path.split('/');
  const [id, last = ''] = [elements.at(-2), elements.at(-1)];
  if (id !== undefined && id !== '' && last === 'index.m3u8') return { kind: 'media', id };
  const segment = /^(\d{1,7})\.ts$/.exec(last)?.[1];
  if (id !== undefined && id !== '' && segment !== undefined) return { kind: 'segment', id, index: Number(segment) };
  const object = /^(.+)\.m3u8$/i.exec(path)?.[1];
  return object === undefined || object.endsWith('/') ? undefined : { kind: 'master', object };
}
