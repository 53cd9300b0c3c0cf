import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PsdText, PsdTextStyle } from '#formats';
import { searchLinesOf } from './search-lines.ts';

const style = (fontName: string, size: number): PsdTextStyle => ({
  fontName, size, leading: undefined, fill: undefined, isBold: false, isItalic: false, isUnderlined: false, isStruck: false, caps: 'none', position: 'normal', tracking: 0,
  baselineShift: 0, horizontalScale: 1, verticalScale: 1,
});
const textOf = (text: string, styles: PsdText['styles']): PsdText => ({ text, styles, toCanvas: [1, 0, 0, 1, 0, 0], isVertical: false, box: undefined, warp: undefined, paragraphs: [] });

test('lines of a text layer share its image, words their line; single letters and marks are no words', () => {
  const lines = searchLinesOf(textOf('Big sale!\n\nup to\v50 %', [{ length: 10, style: style('Arial', 24.5) }, { length: 11, style: style('Times', 10) }]), { leftPx: 5, topPx: 7, widthPx: 90, heightPx: 61 }, 0.5);
  assert.deepEqual(lines.map(({ text, xPx, yPx, widthPx, heightPx, fontName, sizePt }) => [text, xPx, yPx, widthPx, heightPx, fontName, sizePt]), [
    ['Big sale!', 5, 7, 90, 20, 'Arial', 12.25], ['up to', 5, 27, 90, 21, 'Times', 5], ['50 %', 5, 48, 90, 20, 'Times', 5],
  ]);
  assert.deepEqual(lines.map(({ words }) => words.map(({ text, xPx, widthPx }) => [text, xPx, widthPx])), [[['Big', 5, 30], ['sale', 45, 50]], [['up', 5, 36], ['to', 59, 36]], [['50', 5, 45]]]);
  assert.deepEqual(searchLinesOf(textOf(' \n', [{ length: 2, style: style('Arial', 1) }]), { leftPx: 0, topPx: 0, widthPx: 1, heightPx: 1 }, 1), []);
});
