import type { WordBox } from '#library';
import type { WireObject } from '#wire';

import { neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { itemArray } from '../present/fields.ts';
import { assetOf } from '../subjects.ts';

/** Lines of text of a page's image with the words in them, in pixels of the whole page; none where they were not extracted. */
export const getSearchStrings: Operation = {
  name: 'getSearchStrings',
  isLooking: true,
  async handle(context, input) {
    const { id, companyId } = await assetOf(context, neededTextOf(input, 'assetHandle'));
    const lines = await context.rooms.library.searchLinesOf(companyId, id);
    return {
      searchStringsArray: itemArray(lines.map((line) => ({
        searchString: line.text,
        keywordsArray: itemArray(line.words.map((word) => ({ keyword: word.text, status: true, ...boxOf(word) }))),
        status: true, ...boxOf(line), fontName: line.fontName, pointSize: String(line.sizePt),
      }))),
    };
  },
};

function boxOf({ xPx, yPx, widthPx, heightPx }: WordBox): WireObject {
  return { x: xPx, y: yPx, width: widthPx, height: heightPx };
}
