import type { CompanySettings } from '#accounts';

import { neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { companyOf, presetIdOf, unknownPreset } from '../subjects.ts';

/** Deletes an image preset: requests that call it go on without it. */
export const deleteImageFormat: Operation = {
  name: 'deleteImageFormat',
  async handle(context, input) {
    const handle = neededTextOf(input, 'imageFormatHandle');
    const id = presetIdOf(context, handle);
    await context.rooms.accounts.changeSettings(companyOf(context).id, ({ imagePresets }): Partial<CompanySettings> => {
      const left = imagePresets.filter((preset) => preset.id !== id);
      if (left.length === imagePresets.length) throw unknownPreset(handle);
      return { imagePresets: left };
    });
    return {};
  },
};
