import type { PsdBlock } from './blocks.ts';
import type { PsdContent } from './types.ts';

/** Blocks that say what makes a layer's pixels. @source "Additional layer information", "Adjustment layer" and following */
const keys: Readonly<Record<string, PsdContent>> = {
  TySh: 'text', tySh: 'text',
  SoLd: 'smartObject', SoLE: 'smartObject', PlLd: 'smartObject', plLd: 'smartObject',
  SoCo: 'solidFill', GdFl: 'gradientFill', PtFl: 'patternFill',
  ...Object.fromEntries([
    'brit', 'levl', 'curv', 'expA', 'vibA', 'hue ', 'hue2', 'blnc', 'blwh', 'phfl', 'mixr', 'clrL', 'nvrt', 'post', 'thrs', 'grdm', 'selc',
  ].map((key) => [key, 'adjustment'])),
};

/** @param keyInside Reads the first four characters of a block: shapes of newer documents keep their fill in one that holds any. */
export function contentOf(blocks: readonly PsdBlock[], keyInside: (block: PsdBlock) => string): PsdContent {
  for (const block of blocks) {
    const content = keys[block.key === 'vscg' ? keyInside(block) : block.key];
    if (content) return content;
  }
  return 'pixels';
}
