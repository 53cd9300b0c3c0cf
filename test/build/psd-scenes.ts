import { psdBlock, u32, type PsdBuildLayer, type PsdPicture } from './psd.ts';

/** A layer of a document whose merged image is computed here. Samples are RGBA, 0..255. */
export type SceneLayer = {
  readonly name: string;
  readonly box: readonly [number, number, number, number];
  readonly at: (x: number, y: number) => readonly [number, number, number, number];
  readonly opacity?: number;
  readonly blend?: keyof typeof blends;
  readonly isHidden?: boolean;
  /** Of its own, over the whole canvas: 0 hides. */
  readonly mask?: (x: number, y: number) => number;
  /** Name of the group around it. */
  readonly group?: string;
  readonly blocks?: readonly Buffer[];
};

const blends = {
  norm: (_below: number, above: number) => above,
  'mul ': (below: number, above: number) => below * above,
  scrn: (below: number, above: number) => below + above - below * above,
  dark: Math.min,
  lite: Math.max,
  over: (below: number, above: number) => (below < 0.5 ? 2 * below * above : 1 - 2 * (1 - below) * (1 - above)),
} as const;

/** A document with the merged image that its layers make, computed in floating point.
 *  @source PDF 1.7, 11.3.6 "Basic compositing formula" */
export function sceneDocument(widthPx: number, heightPx: number, layers: readonly SceneLayer[]): PsdPicture {
  const planes = [0, 1, 2].map(() => Array<number>(widthPx * heightPx).fill(0));
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const { colour } = mergedAt(layers, x, y);
      colour.forEach((value, channel) => { planes[channel]![y * widthPx + x] = Math.round(value * 255); });
    }
  }
  return { widthPx, heightPx, planes, compression: 1, layers: layers.flatMap((layer) => records(layer, widthPx, heightPx)) };
}

/** Over an opaque bottom; every document here has one. */
function mergedAt(layers: readonly SceneLayer[], x: number, y: number): { readonly colour: readonly number[] } {
  let colour: readonly number[] = [0, 0, 0];
  for (const { box: [left, top, right, bottom], at, opacity = 255, blend = 'norm', isHidden, mask } of layers) {
    if (isHidden || x < left || x >= right || y < top || y >= bottom) continue;
    const [red, green, blue, alpha] = at(x, y);
    const strength = (alpha / 255) * (opacity / 255) * ((mask?.(x, y) ?? 255) / 255);
    colour = [red, green, blue].map((value, channel) => colour[channel]! * (1 - strength) + blends[blend](colour[channel]!, value / 255) * strength);
  }
  return { colour };
}

function records(layer: SceneLayer, widthPx: number, heightPx: number): readonly PsdBuildLayer[] {
  const { name, box, at, opacity = 255, blend = 'norm', isHidden = false, mask, group, blocks = [] } = layer;
  const [left, top, right, bottom] = box;
  const sampled = (read: (x: number, y: number) => number, [x0, y0, x1, y1]: SceneLayer['box']): readonly number[] =>
    Array.from({ length: (x1 - x0) * (y1 - y0) }, (_, index) => read(x0 + (index % (x1 - x0)), y0 + Math.floor(index / (x1 - x0))));
  const canvas = [0, 0, widthPx, heightPx] as const;
  const isBottom = left === 0 && top === 0 && right === widthPx && bottom === heightPx && name === 'Background';
  const record: PsdBuildLayer = {
    name, box, opacity, blendKey: blend, flags: isHidden ? 2 : 0, blocks,
    channels: [
      ...(isBottom ? [] : [{ id: -1, samples: sampled((x, y) => at(x, y)[3], box), compression: 1 as const }]),
      ...[0, 1, 2].map((id) => ({ id, samples: sampled((x, y) => at(x, y)[id]!, box), compression: 1 as const })),
      ...(mask ? [{ id: -2, samples: sampled(mask, canvas), widthPx, compression: 1 as const }] : []),
    ],
    ...(mask && { mask: Buffer.concat([...[0, 0, heightPx, widthPx].map(u32), Buffer.of(0, 0, 0, 0)]) }),
  };
  if (group === undefined) return [record];
  const divider = (kind: number): Buffer => psdBlock('lsct', u32(kind));
  return [{ name: '</Layer group>', blocks: [divider(3)] }, record, { name: group, blocks: [divider(1)] }];
}
