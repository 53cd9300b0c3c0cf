import { asFailure } from '#base';
import { canvasBox, isEmptyBox, overlap, readPsdArtboard, readPsdEffects, readPsdFill, readPsdText, type ByteSource, type PsdBox, type PsdColour, type PsdGroup, type PsdLayer, type PsdText } from '#formats';
import { clippingBase, groupsOf, isFeathered, masksOf } from './masks.ts';
import type { OpenPhotoshop } from './open.ts';
import type { GroupProbe, LayerBox, LayerProbe, LayersProbe } from './types.ts';

/** Reads what planning needs to know of the layers of a document, no pixels. @param withTexts Texts of text layers too.
 *  @throws BROKEN_FILE */
export function probeLayers(photoshop: OpenPhotoshop, withTexts = false): LayersProbe {
  const { source, document, all } = photoshop;
  const hasBackground = all.layers[0]?.isBackground === true;
  const layers = all.layers.map((layer, index): LayerProbe => {
    const groups = groupsOf(layer);
    const base = clippingBase(layer, layer.parent?.members ?? all.members);
    const part = overlap(layer.box, canvasBox(document));
    const masks = masksOf(source, layer);
    return {
      record: layer.index, number: hasBackground ? index : index + 1, name: layer.name, groups: groups.map(({ name }) => name), content: layer.content,
      box: isEmptyBox(part) ? undefined : placeOf(part),
      pixelBox: isEmptyBox(layer.box) ? undefined : placeOf(layer.box), text: withTexts && layer.content === 'text' ? textOf(source, layer) : undefined,
      hasPixels: !isEmptyBox(layer.box) && layer.content !== 'adjustment',
      hasAlpha: layer.channels.some(({ id }) => id === -1) || masks.length > 0 || base !== undefined,
      isMasked: masks.length > 0, isFeathered: [layer, ...groups].some(isFeathered), isClipped: base !== undefined,
      colour: base === undefined && masks.length === 0 ? plainColour(source, layer) : undefined,
      isShown: [layer, ...groups, ...(base ? [base] : [])].every(({ isVisible }) => isVisible),
      // Faintness of a base is that of all that is clipped to it.
      opacity: [layer, ...groups, ...(base ? [base] : [])].reduce((product, { opacity }) => product * (opacity / 255), 1),
      fillOpacity: layer.fillOpacity / 255, blendMode: layer.blendMode,
      effects: readPsdEffects(source, layer.blocks, document.globalLightDeg),
    };
  });
  return { widthPx: document.widthPx, heightPx: document.heightPx, mode: document.mode, layers, groups: all.groups.map((group) => probeGroup(photoshop, group)) };
}

/** Text that is damaged is none: the layer has its pixels. */
function textOf(source: ByteSource, layer: PsdLayer): PsdText | undefined {
  try {
    return readPsdText(source, layer.blocks);
  } catch (thrown) {
    if (asFailure(thrown).code !== 'BROKEN_FILE') throw thrown;
    return undefined;
  }
}

function probeGroup({ source, document, all }: OpenPhotoshop, group: PsdGroup): GroupProbe {
  const around = groupsAround(group);
  const members = all.layers.filter((layer) => groupsOf(layer).includes(group));
  const effects = readPsdEffects(source, group.blocks, document.globalLightDeg);
  const hasEffects = effects !== undefined && !effects.areHidden && (effects.others.length > 0 || effects.effects.some(({ isEnabled }) => isEnabled));
  const isMixedAlike = group.blendMode === 'passThrough' || group.blendMode === 'normal';
  return {
    name: group.name, isShown: [group, ...around].every(({ isVisible }) => isVisible),
    isPlain: isMixedAlike && !hasEffects && (group.opacity === 255 || members.length < 2),
    artboard: placeOf(readPsdArtboard(source, group.blocks)),
    box: boxAround(members.map(({ box }) => overlap(box, canvasBox(document))).filter((box) => !isEmptyBox(box))),
  };
}

function groupsAround(group: PsdGroup): readonly PsdGroup[] {
  return group.parent ? [group.parent, ...groupsAround(group.parent)] : [];
}

function placeOf(box: PsdBox | undefined): LayerBox | undefined {
  return box && { leftPx: box.leftPx, topPx: box.topPx, widthPx: box.rightPx - box.leftPx, heightPx: box.bottomPx - box.topPx };
}

function boxAround(boxes: readonly PsdBox[]): LayerBox | undefined {
  if (boxes.length === 0) return undefined;
  const [leftPx, topPx] = [Math.min(...boxes.map((box) => box.leftPx)), Math.min(...boxes.map((box) => box.topPx))];
  const [rightPx, bottomPx] = [Math.max(...boxes.map((box) => box.rightPx)), Math.max(...boxes.map((box) => box.bottomPx))];
  return placeOf({ leftPx, topPx, rightPx, bottomPx });
}

/** The colour of a fill that covers everything: outlines of shapes are vector masks. */
function plainColour(source: ByteSource, layer: PsdLayer): string | undefined {
  if (layer.content !== 'solidFill' || layer.mask || layer.userMask || layer.blocks.some(({ key }) => key === 'vmsk' || key === 'vsms')) return undefined;
  const fill = readPsdFill(source, layer.blocks);
  return fill?.colour && !fill.hasStroke ? colourText(fill.colour) : undefined;
}

/** A colour as delivery reads it; undefined for Lab. @source delivery, §3.1 */
export function colourText(colour: PsdColour, alpha?: number): string | undefined {
  const last = alpha === undefined ? '' : `,${Math.round(alpha * 255)}`;
  switch (colour.space) {
    case 'cmyk': return alpha === undefined ? `${[colour.cyan, colour.magenta, colour.yellow, colour.black].map(hundredths).join(',')}k` : rgbOf(colour).join(',') + last;
    case 'lab': return undefined;
    default: return rgbOf(colour).join(',') + last;
  }
}

/** What a colour looks like: 0..255 each; black for Lab, which no text has. */
export function rgbOf(colour: PsdColour): readonly number[] {
  switch (colour.space) {
    case 'rgb': return [colour.red, colour.green, colour.blue].map(Math.round);
    case 'hsb': return rgbOfHsb(colour);
    case 'gray': return Array<number>(3).fill(Math.round((100 - colour.black) * 2.55));
    case 'cmyk': return rgbOfInks(colour);
    case 'lab': return [0, 0, 0];
  }
}

function rgbOfHsb({ hueDeg, saturation, brightness }: Extract<PsdColour, { space: 'hsb' }>): readonly number[] {
  const [s, v] = [saturation / 100, brightness / 100];
  return [5, 3, 1].map((place) => {
    const k = (place + hueDeg / 60) % 6;
    return Math.round(255 * (v - v * s * Math.max(0, Math.min(k, 4 - k, 1))));
  });
}

function rgbOfInks({ cyan, magenta, yellow, black }: Extract<PsdColour, { space: 'cmyk' }>): readonly number[] {
  return [cyan, magenta, yellow].map((ink) => Math.round(255 * (1 - ink / 100) * (1 - black / 100)));
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
