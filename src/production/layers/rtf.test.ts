import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { PsdParagraphStyle, PsdText, PsdTextStyle } from '#formats';
import { writeRtf } from './rtf.ts';

const style = (change: Partial<PsdTextStyle> = {}): PsdTextStyle => ({
  fontName: 'Arial', size: 12, leading: undefined, fill: { space: 'rgb', red: 255, green: 0, blue: 0 }, isBold: false, isItalic: false, isUnderlined: false, isStruck: false,
  caps: 'none', position: 'normal', tracking: 0, baselineShift: 0, horizontalScale: 1, verticalScale: 1, ...change,
});
const paragraph = (change: Partial<PsdParagraphStyle> = {}): PsdParagraphStyle => ({
  alignment: 'left', firstLineIndent: 0, startIndent: 0, endIndent: 0, spaceBefore: 0, spaceAfter: 0, autoLeading: 1.2, ...change,
});
const plainText = (text: string, change: Partial<PsdText> = {}): PsdText => ({
  text, toCanvas: [1, 0, 0, 1, 0, 0], isVertical: false, box: undefined, warp: undefined,
  styles: [{ length: text.length, style: style() }], paragraphs: [{ length: text.length, style: paragraph() }], ...change,
});

test('signs of RTF, line ends and what is not ASCII are escaped', () => {
  const { rtf } = writeRtf(plainText('a\\{b}\nc\vd\té–🎈'), { points: 1 });
  assert.ok(rtf.endsWith('a\\\\\\{b\\}\\par c\\line d\\tab \\u233?\\u8211?\\u-10180?\\u-8312?}'), rtf);
});

test('each run says its font, size, colour and looks, each paragraph its alignment and spacing', () => {
  const { rtf, command } = writeRtf(plainText('ab\ncd', {
    styles: [
      { length: 1, style: style() },
      { length: 4, style: style({ fontName: 'B;old{', size: 7.25, isBold: true, caps: 'all', position: 'superscript', tracking: 100, baselineShift: -2, horizontalScale: 0.5, fill: { space: 'cmyk', cyan: 0, magenta: 100, yellow: 0, black: 0 } }) },
    ],
    paragraphs: [{ length: 3, style: paragraph({ alignment: 'center', spaceAfter: 3 }) }, { length: 2, style: paragraph({ alignment: 'right' }) }],
  }), { points: 2 });
  assert.equal(command, 'text');
  assert.equal(rtf, '{\\rtf1{\\fonttbl{\\f0 Arial;}{\\f1 Bold\\{;}}{\\colortbl;\\red255\\green0\\blue0;\\red255\\green0\\blue255;}'
    + '\\qc\\sb0\\sa120\\sl-576\\slmult0\\f0\\fs48\\cf1\\b0\\i0\\ulnone\\nosupersub\\up0\\expndtw0\\charscalex100\\charscaley100 a'
    + '\\sl-576\\slmult0\\f1\\fs29\\cf2\\b\\i0\\ulnone\\super\\dn8\\expndtw29\\charscalex50\\charscaley100 B\\par '
    + '\\qr\\sb0\\sa0\\sl-348\\slmult0 CD}');
});

test('whatever sizes a document names, RTF is words with numbers of 16 bits', () => {
  const double = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), fc.array(double, { minLength: 8, maxLength: 8 }), fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (text, [a, b, c, d, e, f, g, h], points) => {
    const looks = style({ size: a!, leading: b!, tracking: c!, baselineShift: d!, horizontalScale: e!, verticalScale: f!, fontName: text });
    const { rtf } = writeRtf(plainText(text, {
      styles: [{ length: text.length, style: looks }], paragraphs: [{ length: text.length, style: paragraph({ spaceBefore: g!, firstLineIndent: h! }) }],
    }), { points });
    for (const [, number] of rtf.matchAll(/(?<!\\)\\[a-z]+(-?\d[\d.e+]*)/g)) assert.match(number!, /^-?\d{1,5}$/);
    assert.match(rtf, /^[\u0020-\u007e]+$/);
  }));
});

test('inks alone stand in a table of their own too; indents and justified lines need textPs', () => {
  const ink = { length: 1, style: style({ fill: { space: 'cmyk', cyan: 10, magenta: 20, yellow: 30, black: 40 } }) };
  assert.match(writeRtf(plainText('a', { styles: [ink] }), { points: 1 }).rtf, /\{\\cmykcolortbl;\\cyan10\\magenta20\\yellow30\\black40;\}/);
  for (const change of [{ alignment: 'justifyLeft' }, { firstLineIndent: 3 }, { startIndent: 3 }] as const) {
    const { rtf, command } = writeRtf(plainText('a', { paragraphs: [{ length: 1, style: paragraph(change) }] }), { points: 1 });
    assert.equal(command, 'textPs');
    assert.match(rtf, 'alignment' in change ? /\\qj/ : /\\(fi|li)60/);
  }
});
