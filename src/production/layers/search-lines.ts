import type { PsdText } from '#formats';
import type { SearchLine, WordBox } from '#library';
import { searchWord } from '../documents/content.ts';

/** Lines of a text layer as they are searched, in pixels of its image. Where exactly its words stand, a document does not say: lines
 *  share the height of the image, words the width of their line by their letters.
 *  @param size Of the layer's image. @param points Of a unit of the text's space.
 *  @source specification of production, §8.5, §9.2 */
export function searchLinesOf(
  text: PsdText, { leftPx, topPx, widthPx, heightPx }: { readonly leftPx: number; readonly topPx: number; readonly widthPx: number; readonly heightPx: number }, points: number,
): readonly SearchLine[] {
  const lines = [...text.text.matchAll(/[^\n\v]+/g)].map(({ 0: line, index }) => ({ line, index })).filter(({ line }) => line.trim() !== '');
  return lines.map(({ line, index }, place): SearchLine => {
    const style = styleAt(text, index);
    const [top, bottom] = [place, place + 1].map((edge) => Math.round((heightPx * edge) / lines.length));
    const box = (from: number, to: number): WordBox => {
      const [left, right] = [Math.floor((widthPx * from) / line.length), Math.ceil((widthPx * to) / line.length)];
      return { xPx: leftPx + left, yPx: topPx + top!, widthPx: Math.max(1, right - left), heightPx: Math.max(1, bottom! - top!) };
    };
    return {
      text: line.trim(), ...box(0, line.length),
      words: [...line.matchAll(/\S+/g)].flatMap(({ 0: found, index: at }) => {
        const word = searchWord(found);
        return word === undefined ? [] : [{ text: word, ...box(at, at + found.length) }];
      }),
      fontName: style?.fontName ?? '', sizePt: Math.round((style?.size ?? 0) * points * 100) / 100,
    };
  });
}

function styleAt({ styles }: PsdText, index: number): PsdText['styles'][number]['style'] | undefined {
  let at = 0;
  return styles.find(({ length }) => (at += length) > index)?.style;
}
