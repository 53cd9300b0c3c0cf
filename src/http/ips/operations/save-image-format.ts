import { presetProblem } from '#rendering';
import { formatImageFormatHandle } from '#wire';

import { invalid, neededTextOf, textOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { companyOf, presetIdOf, unknownPreset } from '../subjects.ts';

const longestModifier = 4000;
const mostPresets = 1000;

/** Makes an image preset, or changes the one whose handle is sent. Requests call it by its name, without regard to case, so
 *  that no two names may differ in nothing else. */
export const saveImageFormat: Operation = {
  name: 'saveImageFormat',
  async handle(context, input) {
    const companyId = companyOf(context).id;
    const name = neededTextOf(input, 'name').trim();
    const urlModifier = (textOf(input, 'urlModifier') ?? '').trim();
    if (!/^[^$&=]{1,200}$/.test(name)) throw invalid('name', '1 to 200 characters without $, & and =', name);
    if (urlModifier.length > longestModifier) throw invalid('urlModifier', `at most ${longestModifier} characters`, urlModifier.length);
    const problem = presetProblem(urlModifier);
    if (problem !== undefined) throw invalid('urlModifier', 'commands of a request', `${urlModifier.slice(0, 200)} (${problem})`);
    const handle = textOf(input, 'imageFormatHandle');
    const known = handle === undefined ? undefined : presetIdOf(context, handle);
    let id = known ?? 0;
    await context.rooms.accounts.changeSettings(companyId, ({ imagePresets }) => {
      if (known !== undefined && !imagePresets.some((preset) => preset.id === known)) throw unknownPreset(handle!);
      const others = imagePresets.filter((preset) => preset.id !== known);
      if (others.some((preset) => preset.name.toLowerCase() === name.toLowerCase())) throw invalid('name', 'a name that no other image preset has', name);
      if (known === undefined && others.length >= mostPresets) throw invalid('name', `one of at most ${mostPresets} image presets`, name);
      id = known ?? 1 + Math.max(0, ...others.map((preset) => preset.id));
      return { imagePresets: [...others, { id, name, urlModifier }] };
    });
    return { imageFormatHandle: formatImageFormatHandle({ companyId, id }) };
  },
};
