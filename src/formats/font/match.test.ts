import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchFont, type NamedFont } from './match.ts';

const font = (name: string, family: string, style: string): NamedFont => ({
  name, names: { family, full: `${family} ${style}`, postScript: `${family.replaceAll(' ', '')}-${style}`, isBold: style.includes('Bold'), isItalic: style.includes('Italic') },
});
const fonts = [font('my-arial', 'Arial', 'Regular'), font('x', 'Arial', 'Bold'), font('y', 'Open Sans', 'Regular'), font('z', 'Open Sans', 'BoldItalic')];
const plain = { isBold: false, isItalic: false };
const found = (name: string, style = plain): string | undefined => matchFont(fonts, name, style)?.name;

test('fonts are found by their name in the library, PostScript and full name, and by family; spelling counts little', () => {
  assert.deepEqual(['MY_ARIAL', 'Arial-Bold', 'open sans regular', 'Open Sans', 'OpenSans-BoldItalic'].map((name) => found(name)), ['my-arial', 'x', 'y', 'y', 'z']);
  assert.equal(found('Times'), undefined);
  assert.equal(matchFont([], 'Arial', plain), undefined);
});

test('a style is that of a relative, where there is one', () => {
  assert.deepEqual([found('Arial', { isBold: true, isItalic: false }), found('Open Sans', { isBold: true, isItalic: false }), found('Arial-Bold', plain)], ['x', 'y', 'x']);
});
