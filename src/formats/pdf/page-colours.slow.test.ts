import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { bytesSource, pdfPageColours } from '#formats';
import { postScript } from '#test/build/postscript';

const needs = { skip: spawnSync('sh', ['-c', 'command -v gs'], { stdio: 'ignore' }).status !== 0 && 'not installed: gs' };
const folder = mkdtempSync(join(tmpdir(), 'prepress-page-colours-'));
after(() => rmSync(folder, { recursive: true }));

/** What Ghostscript makes of a program, as the adapter asks for it. */
function distilled(body: string): Buffer {
  writeFileSync(join(folder, 'in.ps'), postScript({ body }));
  const { status, stderr } = spawnSync('gs', ['-q', '-sDEVICE=pdfwrite', '-dCompressPages=false', '-dMaxInlineImageSize=0', '-dWriteObjStms=false', '-dWriteXRefStm=false',
    '-sColorConversionStrategy=LeaveColorUnchanged', '-o', 'out.pdf', 'in.ps'], { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return readFileSync(join(folder, 'out.pdf'));
}
const picture = (channels: number): string => `gsave 2 2 scale 2 1 8 [2 0 0 1 0 0] {<${'00'.repeat(2 * channels)}>} ${channels === 1 ? 'image' : `false ${channels} colorimage`} grestore`;
const spot = (space: string, tint: string): string => `[/Separation (Spot) /${space} {${tint}}] setcolorspace 1 setcolor`;
const square = '0 0 9 9 rectfill';

test('a page is what all of it is painted with', needs, () => {
  const expected: readonly (readonly [string, string])[] = [
    [`0 1 0 0 setcmykcolor ${square}`, 'cmyk'], [`0.5 setgray ${square}`, 'gray'], [`1 0 0 setrgbcolor ${square}`, 'rgb'],
    [`0 1 0 0 setcmykcolor ${square} 0.3 setgray ${square}`, 'rgb'], [`${picture(4)}`, 'cmyk'], [`${picture(1)}`, 'gray'], [`${picture(3)}`, 'rgb'],
    [`0 0 0 1 setcmykcolor ${square} ${picture(3)}`, 'rgb'], [`${spot('DeviceCMYK', 'dup 0 exch 0 exch 0')} ${square}`, 'cmyk'],
    [`${spot('DeviceRGB', 'dup dup')} ${square}`, 'rgb'],
    [`<< /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 5 5] /XStep 5 /YStep 5 /PaintProc {pop 0 1 1 0 setcmykcolor 0 0 3 3 rectfill} >> matrix makepattern setpattern ${square}`, 'cmyk'],
    ['<< /ShadingType 2 /ColorSpace /DeviceCMYK /Coords [0 0 10 0] /Function << /FunctionType 2 /Domain [0 1] /C0 [1 0 0 0] /C1 [0 0 1 0] /N 1 >> >> shfill', 'cmyk'],
    ['0 0 0 1 setcmykcolor /Helvetica findfont 12 scalefont setfont 9 9 moveto (1 0 0 rg \\(0 g) show', 'cmyk'], ['', 'rgb'],
  ];
  const bytes = distilled(expected.map(([body]) => `${body} showpage`).join('\n'));
  assert.deepEqual(pdfPageColours(bytesSource(bytes)), expected.map(([, kind]) => kind));
});

test('cut off or damaged anywhere, a PDF says nothing or something, and ends', needs, () => {
  const bytes = distilled(`0 1 0 0 setcmykcolor ${square} showpage ${picture(4)} showpage`);
  for (let length = 0; length < bytes.length; length += 7) pdfPageColours(bytesSource(bytes.subarray(0, length)));
  for (let at = 0; at < bytes.length; at += 3) pdfPageColours(bytesSource(Buffer.concat([bytes.subarray(0, at), Buffer.from('9 0 R'), bytes.subarray(at + 5)])));
});
