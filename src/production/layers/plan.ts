import type { TextKey } from '#base';
import { cleanName, splitFileName } from '#library';
import type { Remark, Step } from '../plan.ts';
import type { ImageProbe } from '../probe.ts';
import { pyramidLevels, tilePx } from '../pyramid/levels.ts';
import { defaultPhotoshopRules } from '../settings.ts';
import type { PhotoshopRules, TaskFont, UploadOptions } from '../types.ts';
import { anchorOf } from './anchor.ts';
import { blendWord, effectsText } from './effects.ts';
import { placeLayers } from './names.ts';
import { searchLinesOf } from './search-lines.ts';
import { suspectsOf } from './suspects.ts';
import { templateModifier, type TemplateLayer } from './template.ts';
import { judgeText, type TextVerdict } from './texts.ts';
import type { LayerBox, LayerProbe, LayersProbe } from './types.ts';

/** What becomes of the layers of a document, beside its merged image. */
export type LayersPlan = { readonly steps: readonly Step[]; readonly pixels: number; readonly warnings: readonly Remark[]; readonly notes: readonly Remark[] };

type LayerStep = Extract<Step, { kind: 'layer' }>;
type Drawn = LayerProbe & { readonly box: LayerBox };

const thumbnailPx = 256;

/** Decides what becomes of layers. @param conversion Of the merged image: layers are converted alike.
 *  @param isMergedKept Nothing is cut out of the merged image, so that a template can be compared with it.
 *  @source specification of production, §8 */
export function planLayers(
  { fileName, layers: probe, fonts = [] }: { readonly fileName: string; readonly layers: LayersProbe; readonly fonts?: readonly TaskFont[] }, image: Pick<ImageProbe, 'profile'>,
  options: Pick<UploadOptions, 'photoshop' | 'unsharpMask'>, conversion: LayerStep['conversion'], resolutionPpi: number,
  { isMergedKept, rules = defaultPhotoshopRules }: { readonly isMergedKept: boolean; readonly rules?: PhotoshopRules | undefined },
): LayersPlan {
  const { layers, groups, widthPx, heightPx } = probe;
  const canvas = { widthPx, heightPx };
  const { photoshop } = options;
  const id = cleanName(splitFileName(fileName).base);
  const drawn = layers.filter((layer): layer is Drawn => layer.hasPixels && layer.box !== undefined && layer.colour === undefined);
  const places = placeLayers(drawn, id, photoshop.layerNaming, rules.layerNames);
  const steps = drawn.map((layer, index): LayerStep => {
    const box = photoshop.extendLayers ? { leftPx: 0, topPx: 0, ...canvas } : layer.box;
    const levels = pyramidLevels(box.widthPx, box.heightPx);
    return {
      kind: 'layer', part: `layer ${layer.number}`, record: layer.record, ...places[index]!, box, isExtended: photoshop.extendLayers,
      anchor: anchorOf(box, photoshop.anchor), profile: typeof image.profile === 'object' ? 'kept' : 'none', conversion,
      pyramid: {
        kind: 'pyramid', role: 'optimized', tilePx, levels, colour: { kind: 'deflate' }, mask: { kind: 'deflate' },
        sharpening: levels.length > 1 ? options.unsharpMask : undefined, isXmpCopied: false, resolutionPpi,
      },
      thumbnail: { kind: 'thumbnail', boxPx: thumbnailPx }, ...linesOf(layer, box, resolutionPpi),
    };
  });
  const verdicts = new Map(photoshop.extractText && photoshop.createTemplate ? layers.filter(({ content }) => content === 'text').map((layer) => [layer.record, judgeText(layer, fonts, resolutionPpi)]) : []);
  const shown = photoshop.createTemplate && steps.length > 0 ? templateLayers(layers, drawn, steps, verdicts) : [];
  return {
    steps: [
      ...steps,
      ...(shown.length > 0 ? [{ kind: 'template', name: cleanName(id + rules.templateSuffix), modifier: templateModifier(canvas, shown) } as const] : []),
      ...(shown.length > 0 && isMergedKept ? [{ kind: 'compare', canvas, suspects: suspectsOf(probe, new Set([...verdicts].filter(([, { kind }]) => kind === 'text').map(([record]) => record))), isSharpened: options.unsharpMask !== undefined } as const] : []),
    ],
    pixels: steps.reduce((sum, { box }) => sum + box.widthPx * box.heightPx, 0),
    notes: textNotes(layers, verdicts),
    warnings: [
      ...warningAbout('log.psdAdjustments', layers.filter(isLeftOut)),
      ...warningAbout('log.psdOutside', layers.filter(({ hasPixels, box, colour }) => hasPixels && !box && colour === undefined)),
      ...warningAbout('log.psdFeather', drawn.filter(({ isFeathered }) => isFeathered)),
      ...warningAbout('log.psdBlendModes', shown.map(({ layer }) => layer).filter(({ blendMode }) => blendWord(blendMode) === undefined)),
      ...warningAbout('log.psdGroups', shown.length === 0 ? [] : groups.filter(({ isShown, isPlain }) => isShown && !isPlain)),
      ...warningAbout('log.psdEffects', shown.map(({ layer }) => layer).filter(({ effects }) => !effectsText(effects).isWhole)),
    ],
  };
}

/** What a text layer says, wherever in its image it lies. */
function linesOf({ text, box: shown }: Drawn, box: LayerBox, ppi: number): Pick<LayerStep, 'searchLines'> {
  if (!text) return {};
  const [scale] = text.toCanvas;
  const lines = searchLinesOf(text, { ...shown, leftPx: shown.leftPx - box.leftPx, topPx: shown.topPx - box.topPx }, (Math.abs(scale) * 72) / ppi);
  return lines.length > 0 ? { searchLines: lines } : {};
}

function templateLayers(
  layers: readonly LayerProbe[], drawn: readonly Drawn[], steps: readonly LayerStep[], verdicts: ReadonlyMap<number, TextVerdict>,
): readonly TemplateLayer[] {
  const made = new Map(drawn.map((layer, index) => [layer.record, steps[index]!]));
  return layers.flatMap((layer): readonly TemplateLayer[] => {
    if (layer.colour !== undefined) return [{ layer, content: { kind: 'colour', colour: layer.colour } }];
    const verdict = verdicts.get(layer.record);
    if (verdict?.kind === 'text') return [{ layer, content: verdict }];
    const step = made.get(layer.record);
    if (!step) return [];
    const { part, anchor, box: { leftPx, topPx } } = step;
    return [{ layer, content: { kind: 'image', part, anchor, leftPx, topPx } }];
  });
}

/** Texts that stay pictures: those that lack fonts by the names of these. */
function textNotes(layers: readonly LayerProbe[], verdicts: ReadonlyMap<number, TextVerdict>): readonly Remark[] {
  const pictures = layers.flatMap((layer) => {
    const verdict = verdicts.get(layer.record);
    return verdict?.kind === 'picture' ? [{ ...layer, fonts: verdict.fonts }] : [];
  });
  const fonts = [...new Set(pictures.flatMap((layer) => layer.fonts))];
  return [
    ...fonts.slice(0, mostNames).map((font): Remark => ({
      key: 'log.psdFontMissing', params: { font, layers: namesOf(pictures.filter((layer) => layer.fonts.includes(font))) },
    })),
    ...warningAbout('log.psdTextPictures', pictures.filter((layer) => layer.fonts.length === 0)),
  ];
}

/** Empty layers of pixels are not worth a word. */
function isLeftOut({ content, hasPixels, colour }: LayerProbe): boolean {
  return !hasPixels && colour === undefined && content !== 'pixels' && content !== 'text';
}

/** Names in one remark. */
const mostNames = 10;

function warningAbout(key: TextKey, layers: readonly { readonly name: string }[]): readonly Remark[] {
  if (layers.length === 0) return [];
  return [{ key, params: { layers: namesOf(layers) } }];
}

function namesOf(layers: readonly { readonly name: string }[]): string {
  return layers.slice(0, mostNames).map(({ name }) => name.slice(0, 64)).join(', ') + (layers.length > mostNames ? ` … (${layers.length})` : '');
}
