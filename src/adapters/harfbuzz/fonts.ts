import { readFile, stat } from 'node:fs/promises';
import { brokenFile, readFontNames } from '#formats';
import type { FontEngine, OpenFont, OutlineSegment } from '#ports';

type Harfbuzz = typeof import('harfbuzzjs');

/** Larger than any font in use: the largest with all of Chinese, Japanese and Korean have 30 MB. */
const mostBytes = 64 * 2 ** 20;

/** Opens fonts with HarfBuzz, whose memory is a WebAssembly module's own.
 *  @param options.kept Fonts kept open; the longest unused leaves first. */
export function openHarfbuzzFonts(options: { readonly kept: number } = { kept: 32 }): FontEngine {
  const opened = new Map<string, Promise<OpenFont>>();
  return {
    open(path) {
      const known = opened.get(path) ?? openFont(path);
      opened.delete(path);
      opened.set(path, known);
      known.catch(() => opened.delete(path));
      if (opened.size > options.kept) opened.delete(opened.keys().next().value!);
      return known;
    },
    names: async (path) => readFontNames(await readFont(path)),
  };
}

async function readFont(path: string): Promise<Uint8Array> {
  if ((await stat(path)).size > mostBytes) throw brokenFile(`a font has at most ${mostBytes / 2 ** 20} MB`);
  return readFile(path);
}

async function openFont(path: string): Promise<OpenFont> {
  const bytes = await readFont(path);
  // HarfBuzz takes anything for a font without glyphs.
  readFontNames(bytes);
  const harfbuzz = await import('harfbuzzjs');
  try {
    return fontOf(harfbuzz, bytes);
  } catch (thrown) {
    throw brokenFile('it cannot be shaped', thrown);
  }
}

function fontOf(harfbuzz: Harfbuzz, bytes: Uint8Array): OpenFont {
  const face = new harfbuzz.Face(new harfbuzz.Blob(bytes));
  const font = new harfbuzz.Font(face);
  const { ascender, descender, lineGap } = font.hExtents();
  const outlines = new Map<number, readonly OutlineSegment[]>();
  return {
    unitsPerEm: face.upem, ascent: ascender, descent: -descender, lineGap,
    shape(text, { isKerned }) {
      const buffer = new harfbuzz.Buffer();
      buffer.addText(text);
      buffer.guessSegmentProperties();
      harfbuzz.shape(font, buffer, isKerned ? [] : [new harfbuzz.Feature('kern', 0)]);
      const positions = buffer.getGlyphPositions();
      return buffer.getGlyphInfos().map(({ codepoint, cluster }, index) => {
        const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {};
        return { glyph: codepoint, cluster, advance: xAdvance, xOffset, yOffset };
      });
    },
    outline(glyph) {
      const known = outlines.get(glyph);
      if (known) return known;
      const read = font.glyphToJson(glyph).map(({ type, values }) => ({ kind: type as OutlineSegment['kind'], values }));
      outlines.set(glyph, read);
      return read;
    },
  };
}
