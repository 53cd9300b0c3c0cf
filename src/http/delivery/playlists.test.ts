import assert from 'node:assert/strict';
import { test } from 'node:test';
import { masterPlaylist, mediaPlaylist, segmentRange, streamedOf, streamWish } from './playlists.ts';

const film = { name: 'a b', artifacts: { stream: { blobId: 'abcdef0123456789', sizeBytes: 70 } }, facts: { segments: [[10_000, 40], [2520, 30]], bitsPerSecond: 864_000, widthPx: 640, heightPx: 360 } };

test('playlists are those of the specification', () => {
  const one = streamedOf(film)!;
  const other = streamedOf({ ...film, name: 'small', facts: { segments: [[10_000, 1000]] } })!;
  assert.equal(masterPlaylist([one, other]), [
    '#EXTM3U', '#EXT-X-VERSION:3', '#EXT-X-STREAM-INF:BANDWIDTH=800', 'small/index.m3u8',
    '#EXT-X-STREAM-INF:BANDWIDTH=864000,RESOLUTION=640x360', 'a%20b/index.m3u8', '',
  ].join('\n'));
  assert.equal(mediaPlaylist(one), [
    '#EXTM3U', '#EXT-X-VERSION:3', '#EXT-X-TARGETDURATION:10', '#EXT-X-MEDIA-SEQUENCE:0', '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXTINF:10.000,', '0.ts?v=abcdef01', '#EXTINF:2.520,', '1.ts?v=abcdef01', '#EXT-X-ENDLIST', '',
  ].join('\n'));
  assert.match(mediaPlaylist({ ...one, segments: [[13_600, 1]] }), /TARGETDURATION:14\n/);
});

test('segments lie one behind the other', () => {
  const one = streamedOf(film)!;
  assert.deepEqual([segmentRange(one, 0), segmentRange(one, 1), segmentRange(one, 2)], [{ first: 0, sizeBytes: 40 }, { first: 40, sizeBytes: 30 }, undefined]);
});

test('what has no stream is none', () => {
  assert.equal(streamedOf({ ...film, artifacts: {} }), undefined);
  assert.equal(streamedOf({ ...film, facts: {} }), undefined);
});

test('addresses of streams are told from those of files', () => {
  for (const [path, wish] of [
    ['clip-AVS.m3u8', { kind: 'master', object: 'clip-AVS' }], ['films/clip-AVS.m3u8', { kind: 'master', object: 'films/clip-AVS' }],
    ['films/clip.mp4.m3u8', { kind: 'master', object: 'films/clip.mp4' }], ['clip/index.m3u8', { kind: 'media', id: 'clip' }],
    ['films/deep/clip/index.m3u8', { kind: 'media', id: 'clip' }], ['clip/12.ts', { kind: 'segment', id: 'clip', index: 12 }],
    ['clip.mp4', undefined], ['12.ts', undefined], ['clip/x.ts', undefined], ['.m3u8', undefined], ['films/.m3u8', undefined], ['', undefined],
  ] as const) assert.deepEqual(streamWish(path), wish, path);
});
