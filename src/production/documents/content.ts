import type { LinkMap, SearchLine, WordBox } from '#library';
import type { PageBox, PageDrawing, PageLine, PageLink, PageSize } from '#ports';

/** Pixels of a drawn page for each point: it fills whole pixels, so that both edges can differ a little. */
export type PageScale = { readonly x: number; readonly y: number; readonly widthPx: number; readonly heightPx: number };

export function pageScale({ widthPt, heightPt }: PageSize, { widthPx, heightPx }: Pick<PageDrawing, 'widthPx' | 'heightPx'>): PageScale {
  return { x: widthPx / widthPt, y: heightPx / heightPt, widthPx, heightPx };
}

/** Lines of a page as they are searched: words of at least two letters or digits, without what stands around them.
 *  @source specification of production, §9.2 */
export function searchLines(lines: readonly PageLine[], scale: PageScale): readonly SearchLine[] {
  return lines.flatMap(({ text, box, words, fontName, sizePt }) => {
    const found = words.flatMap((word) => {
      const keyword = searchWord(word.text);
      return keyword === undefined ? [] : [{ text: keyword, ...wordBox(word.box, scale) }];
    });
    return [{ text, ...wordBox(box, scale), words: found, fontName, sizePt: Math.round(sizePt * 100) / 100 }];
  });
}

/** A word without the marks around it; undefined for what has not two letters or digits. */
export function searchWord(text: string): string | undefined {
  const word = text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  return (word.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 2 ? word : undefined;
}

/** The whole pixels that a box touches, inside the page. */
function wordBox({ leftPt, topPt, rightPt, bottomPt }: PageBox, scale: PageScale): WordBox {
  const inside = (value: number, most: number): number => Math.min(most, Math.max(0, value));
  const [left, right] = [inside(Math.floor(leftPt * scale.x), scale.widthPx), inside(Math.ceil(rightPt * scale.x), scale.widthPx)];
  const [top, bottom] = [inside(Math.floor(topPt * scale.y), scale.heightPx), inside(Math.ceil(bottomPt * scale.y), scale.heightPx)];
  return { xPx: left, yPx: top, widthPx: right - left, heightPx: bottom - top };
}

/** Schemes that may be published as a link; others could act on whoever follows them. */
const schemes: ReadonlySet<string> = new Set(['http', 'https', 'mailto', 'tel', 'sms', 'ftp', 'ftps']);

/** An address that may be published; undefined for others. What begins like a host is one. */
export function publishedUri(uri: string): string | undefined {
  // eslint-disable-next-line no-control-regex -- control characters hide a scheme from those who look
  if (/[\u0000-\u001f\u007f]/.test(uri)) return undefined;
  if (/^www\./i.test(uri)) return `http://${uri}`;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase();
  return scheme !== undefined && schemes.has(scheme) ? uri : undefined;
}

/** Links of a page as maps of its image: each part of a link is one. @returns also how many links lead nowhere they may.
 *  @source specification of production, §9.3 */
export function linkMaps(links: readonly PageLink[], scale: PageScale): { readonly maps: readonly LinkMap[]; readonly refused: number } {
  let refused = 0;
  const maps = links.flatMap(({ uri, areas }) => {
    const published = publishedUri(uri);
    if (published === undefined) {
      refused += 1;
      return [];
    }
    return areas.flatMap((area) => {
      const shape = regionOf(area, scale);
      return shape === undefined ? [] : [{ ...shape, action: `href="${escaped(published)}"` }];
    });
  });
  return { maps, refused };
}

/** Rectangles stay upright within a tenth of a pixel. */
const upright = 0.1;

/** The part of an area that lies on the page; undefined where there is none. */
function regionOf(area: readonly number[], scale: PageScale): Pick<LinkMap, 'shape' | 'region'> | undefined {
  const xs = area.filter((_, index) => index % 2 === 0).map((value) => value * scale.x);
  const ys = area.filter((_, index) => index % 2 === 1).map((value) => value * scale.y);
  const onPage = (values: readonly number[], most: number): readonly number[] => values.map((value) => Math.min(most, Math.max(0, Math.round(value))));
  const [pixelsX, pixelsY] = [onPage(xs, scale.widthPx), onPage(ys, scale.heightPx)];
  const [left, right, top, bottom] = [Math.min(...pixelsX), Math.max(...pixelsX), Math.min(...pixelsY), Math.max(...pixelsY)];
  if (right <= left || bottom <= top) return undefined;
  const isUpright = xs.every((value) => isNear(value, xs)) && ys.every((value) => isNear(value, ys));
  if (isUpright) return { shape: 'Rectangle', region: [left, top, right, bottom].join(',') };
  return { shape: 'Polygon', region: pixelsX.flatMap((x, index) => [x, pixelsY[index]!]).join(',') };
}

/** Of an upright rectangle every coordinate is the least or the largest. */
function isNear(value: number, all: readonly number[]): boolean {
  return value - Math.min(...all) <= upright || Math.max(...all) - value <= upright;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
