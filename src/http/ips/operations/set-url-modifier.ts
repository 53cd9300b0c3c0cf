import { isShownAsImage } from '#library';
import { modifierProblem } from '#rendering';

import { invalid, neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { assetOf } from '../subjects.ts';

/** As long as the longest request that delivery reads by default. */
const longestModifier = 32_768;

/** Stores the commands that every request for an image begins and ends with, such as its crop. A field that is not sent
 *  stays as it is; one that is sent empty is cleared. */
export const setUrlModifier: Operation = {
  name: 'setUrlModifier',
  async handle(context, input) {
    const handle = neededTextOf(input, 'assetHandle');
    const asset = await assetOf(context, handle);
    if (!isShownAsImage(asset.type)) throw invalid('assetHandle', 'an asset that is shown as an image', `${handle} (${asset.type})`);
    const sent = (name: string): string | undefined => {
      const value = input[name];
      if (typeof value !== 'string') return undefined;
      const text = value.trim();
      if (text.length > longestModifier) throw invalid(name, `at most ${longestModifier} characters`, text.length);
      return text;
    };
    const change = { urlModifier: sent('urlModifier'), urlPostApplyModifier: sent('urlPostApplyModifier') };
    const problem = modifierProblem(asset, { urlModifier: change.urlModifier ?? '', urlPostApplyModifier: change.urlPostApplyModifier ?? '' });
    if (problem) throw invalid(problem.field, 'commands of a request', `${change[problem.field]?.slice(0, 200)} (${problem.detail})`);
    await context.rooms.library.setUrlModifiers(asset.companyId, asset.id, change, context.caller.user.email);
    return {};
  },
};
