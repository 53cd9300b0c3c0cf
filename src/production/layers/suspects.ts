import { blendWord, effectsText } from './effects.ts';
import type { Suspect, SuspectReason } from './fidelity.ts';
import type { LayerBox, LayerProbe, LayersProbe } from './types.ts';

/** Layers and groups that a template cannot show as Photoshop does, or not exactly, what is hidden left out.
 *  @param typeset Records of layers that the template sets as text.
 *  @source specification of production, §8.1, §8.4 */
export function suspectsOf({ layers, groups, mode, ...canvas }: LayersProbe, typeset: ReadonlySet<number> = new Set()): readonly Suspect[] {
  const whole: LayerBox = { leftPx: 0, topPx: 0, ...canvas };
  const shown = layers.filter(({ isShown }) => isShown);
  return [
    ...shown.flatMap((layer) => reasonsOf(layer, mode, typeset).map((reason) => ({ name: layer.name, reason, box: reason === 'typesetting' ? grown(layer.box ?? whole, (layer.box ?? whole).heightPx) : reason === 'effects' ? grown(layer.box ?? whole, reachOf(layer)) : layer.box ?? whole }))),
    ...groups.flatMap(({ name, isShown, isPlain, box, artboard }): readonly Suspect[] => {
      if (!isShown) return [];
      // What lies outside of an artboard is cut off, and it has a ground of its own.
      if (artboard) return [{ name, reason: 'artboard', box: artboard }, ...(box ? [{ name, reason: 'artboard', box } as const] : [])];
      return isPlain ? [] : [{ name, reason: 'group', box: box ?? whole }];
    }),
  ];
}

function reasonsOf(layer: LayerProbe, mode: LayersProbe['mode'], typeset: ReadonlySet<number>): readonly SuspectReason[] {
  const { content, hasPixels, colour, box } = layer;
  if (!hasPixels && colour === undefined) return content === 'pixels' || content === 'text' ? [] : ['adjustment'];
  if (!box && colour === undefined) return effectsText(layer.effects).isWhole ? [] : ['effects'];
  const hasEffects = layer.effects !== undefined && !layer.effects.areHidden && (layer.effects.effects.some(({ isEnabled }) => isEnabled) || layer.effects.others.length > 0);
  return [
    ...(layer.blendMode === 'dissolve' ? ['dissolve' as const] : blendWord(layer.blendMode) === undefined ? ['blendMode' as const] : []),
    ...(hasEffects ? ['effects' as const] : []),
    ...(layer.isFeathered ? ['feather' as const] : []),
    ...(layer.isClipped ? ['clipping' as const] : []),
    ...(content === 'text' ? [typeset.has(layer.record) ? 'typesetting' as const : 'text' as const] : []),
    ...(mode === 'cmyk' && (layer.hasAlpha || layer.opacity < 1) ? ['inks' as const] : []),
  ];
}

/** Strokes, bevels and the like say elsewhere how wide they are: few are wider. */
const othersReachPx = 64;

function reachOf({ effects }: LayerProbe): number {
  const known = effects?.effects.filter(({ isEnabled }) => isEnabled).map(({ distancePx, sizePx }) => Math.abs(distancePx) + 1.5 * sizePx) ?? [];
  return Math.ceil(Math.max(0, ...known, effects?.others.length ? othersReachPx : 0)) + 2;
}

function grown({ leftPx, topPx, widthPx, heightPx }: LayerBox, byPx: number): LayerBox {
  return { leftPx: leftPx - byPx, topPx: topPx - byPx, widthPx: widthPx + 2 * byPx, heightPx: heightPx + 2 * byPx };
}
