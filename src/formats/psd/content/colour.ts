import { descriptorIn, numberIn } from './values.ts';
import type { PsdDescriptor } from './descriptor.ts';

/** A colour as somebody chose it, in the units of its space. */
export type PsdColour =
  /** Each 0..255, fractions possible. */
  | { readonly space: 'rgb'; readonly red: number; readonly green: number; readonly blue: number }
  /** Percent of ink. */
  | { readonly space: 'cmyk'; readonly cyan: number; readonly magenta: number; readonly yellow: number; readonly black: number }
  /** Percent of black. */
  | { readonly space: 'gray'; readonly black: number }
  /** Degrees, percent, percent. */
  | { readonly space: 'hsb'; readonly hueDeg: number; readonly saturation: number; readonly brightness: number }
  /** 0..100, -128..127, -128..127. */
  | { readonly space: 'lab'; readonly lightness: number; readonly a: number; readonly b: number };

const spaces: Readonly<Record<string, (number: (key: string) => number) => PsdColour>> = {
  RGBC: (number) => ({ space: 'rgb', red: number('Rd'), green: number('Grn'), blue: number('Bl') }),
  CMYC: (number) => ({ space: 'cmyk', cyan: number('Cyn'), magenta: number('Mgnt'), yellow: number('Ylw'), black: number('Blck') }),
  Grsc: (number) => ({ space: 'gray', black: number('Gry') }),
  HSBC: (number) => ({ space: 'hsb', hueDeg: number('H'), saturation: number('Strt'), brightness: number('Brgh') }),
  LbCl: (number) => ({ space: 'lab', lightness: number('Lmnc'), a: number('A'), b: number('B') }),
};

/** A colour out of a descriptor that has one; undefined for the named colours of books and for what is missing. */
export function colourIn(parent: PsdDescriptor, key: string): PsdColour | undefined {
  const colour = descriptorIn(parent, key);
  const read = colour && spaces[colour.className];
  return colour && read?.((part) => numberIn(colour, part) ?? 0);
}

/** Five 16-bit words as old parts of a document keep a colour.
 *  @source Adobe Photoshop file formats specification, "Color structure" */
export function colourOfWords(space: number, words: readonly [number, number, number, number]): PsdColour | undefined {
  const [one, two, three, four] = words;
  const signed = (word: number): number => (word >= 0x8000 ? word - 0x10000 : word);
  switch (space) {
    case 0: return { space: 'rgb', red: one / 257, green: two / 257, blue: three / 257 };
    case 1: return { space: 'hsb', hueDeg: one / 65_535 * 360, saturation: two / 655.35, brightness: three / 655.35 };
    case 2: return { space: 'cmyk', cyan: 100 - one / 655.35, magenta: 100 - two / 655.35, yellow: 100 - three / 655.35, black: 100 - four / 655.35 };
    case 7: return { space: 'lab', lightness: one / 100, a: signed(two) / 100, b: signed(three) / 100 };
    case 8: return { space: 'gray', black: one / 100 };
    default: return undefined;
  }
}
