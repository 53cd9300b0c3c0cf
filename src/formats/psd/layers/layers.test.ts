import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '#base';
import { psdBlock, psdBytes, u16, u32, wideText, type PsdBuildLayer, type PsdPicture } from '#test/build/psd';
import { bytesSource } from '../../bytes.ts';
import { readPsd } from '../document.ts';
import { readPsdLayers } from './tree.ts';
import type { PsdGroup, PsdLayer, PsdLayers } from './types.ts';

const code = (thrown: unknown): string => (thrown instanceof Failure ? thrown.code : String(thrown));

function read(layers: readonly PsdBuildLayer[], picture: Partial<PsdPicture> = {}): PsdLayers {
  const source = bytesSource(psdBytes({ widthPx: 4, heightPx: 4, layers, ...picture }));
  return readPsdLayers(source, readPsd(source));
}

const divider = (kind: number, mode = ''): Buffer => psdBlock('lsct', Buffer.concat([u32(kind), Buffer.from(mode, 'latin1')]));
const groupEnd: PsdBuildLayer = { name: '</Layer group>', blocks: [divider(3)] };
const groupHead = (name: string, more: PsdBuildLayer = {}): PsdBuildLayer => ({ name, ...more, blocks: [divider(1, '8BIMpass')] });

/** Names from the bottom to the top, groups as `[name: members]`. */
const shown = (members: readonly (PsdLayer | PsdGroup)[]): string =>
  members.map((member) => (member.kind === 'layer' ? member.name : `[${member.name}: ${shown(member.members)}]`)).join(' ');

test('a record tells place, name, opacity, blend mode, visibility and clipping', () => {
  const [bottom, top] = read([
    { name: 'Background', box: [0, 0, 4, 4], channels: [0, 1, 2].map((id) => ({ id, samples: Array<number>(16).fill(id) })) },
    { name: 'Glow', box: [-3, -2, 9, 8], blendKey: 'scrn', opacity: 128, isClipped: true, flags: 2 },
  ]).layers;
  assert.deepEqual(bottom!.box, { leftPx: 0, topPx: 0, rightPx: 4, bottomPx: 4 });
  assert.equal(bottom!.isBackground, true);
  assert.deepEqual(
    { ...top!, channels: 0, blocks: 0 },
    {
      kind: 'layer', index: 1, name: 'Glow', id: undefined, box: { leftPx: -3, topPx: -2, rightPx: 9, bottomPx: 8 }, blendMode: 'screen', opacity: 128,
      fillOpacity: 255, isVisible: false, isClipped: true, mask: undefined, userMask: undefined, channels: 0, blocks: 0, parent: undefined,
      maskStrength: { userDensity: 255, userFeatherPx: 0, vectorDensity: 255, vectorFeatherPx: 0 }, isBackground: false, content: 'pixels',
    },
  );
});

test('the Unicode name, the number and the fill opacity come from their blocks, whatever the padding', () => {
  for (const padTo of [1, 2, 4]) {
    const [layer] = read([{
      name: 'Fon', blocks: [psdBlock('luni', wideText('Фон 👽'), padTo), psdBlock('lyid', u32(7), padTo), psdBlock('iOpa', Buffer.of(51), padTo)],
    }]).layers;
    assert.deepEqual([layer!.name, layer!.id, layer!.fillOpacity], ['Фон 👽', 7, 51]);
  }
});

test('what makes a layer is known by its blocks', () => {
  const content = (key: string): string => read([{ blocks: [psdBlock('luni', wideText('a')), psdBlock(key, Buffer.alloc(4))] }]).layers[0]!.content;
  assert.deepEqual(['SoCo', 'GdFl', 'PtFl', 'TySh', 'SoLd', 'PlLd', 'levl', 'hue2', 'lclr'].map(content), [
    'solidFill', 'gradientFill', 'patternFill', 'text', 'smartObject', 'smartObject', 'adjustment', 'adjustment', 'pixels',
  ]);
  const shape = psdBlock('vscg', Buffer.from('GdFl\0\0\0\x10', 'latin1'));
  assert.equal(read([{ blocks: [shape] }]).layers[0]!.content, 'gradientFill');
});

test('groups hold their members in order, nested, and members know their group', () => {
  const { members, layers, groups } = read([
    { name: 'a' }, groupEnd, { name: 'b' }, groupEnd, { name: 'c' }, groupHead('inner', { flags: 2, opacity: 90 }), groupHead('outer'), { name: 'd' },
  ]);
  assert.equal(shown(members), 'a [outer: b [inner: c]] d');
  assert.deepEqual(layers.map(({ name }) => name), ['a', 'b', 'c', 'd']);
  const inner = layers[2]!.parent!;
  assert.deepEqual([inner.name, inner.parent?.name, inner.isVisible, inner.opacity, inner.blendMode, inner.isOpen], ['inner', 'outer', false, 90, 'passThrough', true]);
  assert.deepEqual(groups.map(({ name }) => name), ['inner', 'outer']);
});

test('a group without an end reaches to the bottom; an end without a group is passed over', () => {
  assert.equal(shown(read([{ name: 'a' }, { name: 'b' }, groupHead('open'), { name: 'c' }]).members), '[open: a b] c');
  assert.equal(shown(read([groupEnd, { name: 'a' }, groupEnd, { name: 'b' }]).members), 'a b');
});

test('groups may be nested as deep as there are layers', () => {
  const depth = 2000;
  const { groups } = read([...Array<PsdBuildLayer>(depth).fill(groupEnd), ...Array.from({ length: depth }, (_, at) => groupHead(String(at)))]);
  let steps = 0;
  for (let group: PsdGroup | undefined = groups[0]; group; group = group.parent) steps++;
  assert.equal(steps, depth);
});

const maskBytes = (flags: number, ...rest: readonly Buffer[]): Buffer =>
  Buffer.concat([u32(1), u32(2), u32(3), u32(5), Buffer.of(255, flags), ...rest]);
const maskBox = { topPx: 1, leftPx: 2, bottomPx: 3, rightPx: 5 };

test('a mask tells its place, what it is outside of it, and whether it is disabled', () => {
  const [layer] = read([{ mask: maskBytes(2, Buffer.alloc(2)) }]).layers;
  assert.deepEqual(layer!.mask, { box: maskBox, outside: 255, isDisabled: true, isFromVector: false, channelId: -2 });
  assert.equal(layer!.userMask, undefined);
});

test("beside a vector mask stands the user's own, and behind it how strongly they work", () => {
  const feather = Buffer.alloc(8);
  feather.writeDoubleBE(2.5);
  const own = Buffer.concat([Buffer.of(0, 0), u32(0), u32(0), u32(4), u32(4)]);
  const [layer] = read([{ mask: maskBytes(8 + 16, own, Buffer.of(1 + 8, 77), feather) }]).layers;
  assert.equal(layer!.mask!.isFromVector, true);
  assert.deepEqual(layer!.userMask, { box: { topPx: 0, leftPx: 0, bottomPx: 4, rightPx: 4 }, outside: 0, isDisabled: false, isFromVector: false, channelId: -3 });
  assert.deepEqual(layer!.maskStrength, { userDensity: 77, userFeatherPx: 0, vectorDensity: 255, vectorFeatherPx: 2.5 });
});

test('16-bit documents keep their layers in a block', () => {
  const { layers } = read([{ name: 'deep' }], { bits: 16, areLayersInBlock: true });
  assert.deepEqual(layers.map(({ name }) => name), ['deep']);
});

test('more records than there can be, and records that leave their section, are a broken file', () => {
  const whole = psdBytes({ widthPx: 1, heightPx: 1, layers: [{ name: 'a' }] });
  const countAt = 26 + 4 + 4 + 4 + 4;
  for (const [at, value] of [[countAt, 30_000], [countAt, 2], [countAt + 2 + 16, 61], [countAt + 2 + 16, 5]] as const) {
    const spoiled = Buffer.from(whole);
    u16(value).copy(spoiled, at);
    const source = bytesSource(spoiled);
    assert.throws(() => readPsdLayers(source, readPsd(source)), (thrown) => code(thrown) === 'BROKEN_FILE');
  }
});
