import { Failure } from '#base';
import type { Asset } from '#library';
import { badRequest } from './failures.ts';
import { splitQuery } from './grammar/split.ts';
import { optional, readCrop } from './read-commands.ts';
import { mergeRequest } from './request.ts';
import { readPathData } from './values/path-data.ts';

export type Modifiers = Pick<Asset, 'urlModifier' | 'urlPostApplyModifier'>;

/** What keeps modifiers from being stored with an asset, in words; undefined when every request would understand them.
 *  Commands that this version cannot draw are allowed: they are kept for one that can.
 *  @returns the field at fault and what was found.
 *  @source delivery, §1.1, §1.6 */
export function modifierProblem(asset: Asset, modifiers: Modifiers): { readonly field: keyof Modifiers; readonly detail: string } | undefined {
  for (const field of ['urlModifier', 'urlPostApplyModifier'] as const) {
    try {
      const text = modifiers[field];
      // eslint-disable-next-line no-control-regex -- control characters are what this keeps out
      if (/[\u0000-\u001f\u007f]/.test(text)) throw badRequest('a control character has no place in a modifier');
      refuseTemplate(text, field === 'urlPostApplyModifier');
      const { layers, composite } = mergeRequest('', { ...asset, urlModifier: '', urlPostApplyModifier: '', [field]: text }, '');
      readCrop(layers.get(0)?.commands.get('crop'), asset.image?.widthPx ?? 1, asset.image?.heightPx ?? 1);
      for (const slot of ['clippath', 'clipxpath']) optional(composite.commands.get(slot), readPathData);
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.code === 'DELIVERY_BAD_REQUEST') return { field, detail: String(thrown.params['detail']) };
      throw thrown;
    }
  }
  return undefined;
}

/** What keeps commands from being an image preset, in words; undefined when requests can be made with them. */
export function presetProblem(urlModifier: string): string | undefined {
  try {
    // eslint-disable-next-line no-control-regex -- control characters are what this keeps out
    if (/[\u0000-\u001f\u007f]/.test(urlModifier)) throw badRequest('a control character has no place in a preset');
    mergeRequest(urlModifier, undefined, '');
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === 'DELIVERY_BAD_REQUEST') return String(thrown.params['detail']);
    throw thrown;
  }
  return undefined;
}

/** A template belongs to a request; in a Modifier it may stand in a nested one. */
function refuseTemplate(text: string, isNowhereAllowed: boolean): void {
  const isHere = splitQuery(text).some(({ name }) => name.toLowerCase() === 'template');
  if (isHere || (isNowhereAllowed && /[?&]template=/i.test(text))) throw badRequest('template has no place in a modifier');
}
