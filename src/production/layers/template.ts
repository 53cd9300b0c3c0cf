import type { ModifierPiece } from '#library';
import { blendWord, effectsText } from './effects.ts';
import { freeOf } from './names.ts';
import type { PlacedText } from './texts.ts';
import type { LayerProbe } from './types.ts';

/** A layer as a template shows it: by its image, as text, or as nothing but a colour. */
export type TemplateLayer = {
  readonly layer: Pick<LayerProbe, 'name' | 'isShown' | 'opacity' | 'fillOpacity' | 'blendMode' | 'effects'>;
  readonly content:
    | { readonly kind: 'image'; readonly part: string; readonly anchor: { readonly xPx: number; readonly yPx: number }; readonly leftPx: number; readonly topPx: number }
    | { readonly kind: 'text'; readonly text: PlacedText }
    | { readonly kind: 'colour'; readonly colour: string };
};

/** Writes the modifier that puts layers together again: layers count from 1, from the bottom.
 *  @param size Of the canvas. @source specification of production, §8.4 */
export function templateModifier(size: { readonly widthPx: number; readonly heightPx: number }, layers: readonly TemplateLayer[]): readonly ModifierPiece[] {
  const taken = new Set(['comp']);
  const pieces = layers.flatMap(({ layer, content }, index): readonly ModifierPiece[] => {
    const name = layer.name.trim() === '' ? '' : freeOf(layer.name, taken);
    taken.add(name);
    const head = `&layer=${index + 1}${name === '' ? '' : `,${encodeURIComponent(name.toWellFormed())}`}`;
    const tail = `${opacityText(layer)}${blendText(layer)}${layer.isShown ? '' : '&hide=1'}${effectsText(layer.effects).text}`;
    if (content.kind === 'colour') {
      return [`${head}&color=${content.colour}&size=${size.widthPx},${size.heightPx}&origin=0,0&pos=0,0${tail}`];
    }
    if (content.kind === 'text') {
      const { command, rtf, ppi, isWrapped, box } = content.text;
      // `textPs` knows no other wrapping than its own.
      const attributes = `${ppi}${isWrapped || command === 'textPs' ? '' : ',norm,fixedRes,noWrap'}`;
      return [`${head}&${command}=${encodeURIComponent(rtf.toWellFormed())}&textAttr=${attributes}&size=${box.widthPx},${box.heightPx}&origin=0,0&pos=${box.leftPx},${box.topPx}${tail}`];
    }
    const { part, anchor: { xPx, yPx }, leftPx, topPx } = content;
    return [`${head}&src=is{`, { part }, `}&anchor=${xPx},${yPx}&pos=${leftPx + xPx},${topPx + yPx}${tail}`];
  });
  return joined([`layer=0&size=${size.widthPx},${size.heightPx}&origin=0,0`, ...pieces]);
}

/** Texts that stand side by side become one. */
function joined(pieces: readonly ModifierPiece[]): readonly ModifierPiece[] {
  const made: ModifierPiece[] = [];
  for (const piece of pieces) {
    const last = made.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') made[made.length - 1] = last + piece;
    else made.push(piece);
  }
  return made;
}

function opacityText({ opacity, fillOpacity }: TemplateLayer['layer']): string {
  if (fillOpacity !== 1) return `&opac=${percent(opacity)},${percent(fillOpacity)}`;
  return opacity === 1 ? '' : `&opac=${percent(opacity)}`;
}

function percent(share: number): number {
  return Math.round(share * 10_000) / 100;
}

function blendText({ blendMode }: TemplateLayer['layer']): string {
  const word = blendWord(blendMode) ?? 'norm';
  return word === 'norm' ? '' : `&blendMode=${word}`;
}
