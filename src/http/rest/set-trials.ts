import { sharedCompany } from '#accounts';
import { Failure, renderText } from '#base';
import { systemPropertySetTypes, type PropertySet } from '#library';
import { readRecipe, trySets } from '#sets';
import { formatPropertySetHandle, parsePropertySetHandle } from '#wire';

import type { Visit } from './visit.ts';

const namesMost = 10_000;

/** What a script of automated sets would make of files that are to be uploaded, or of what is stored.
 *  @param body `{script, names?}`: a handle or a name; names of files or ids.
 *  @throws INVALID_PARAMETER, RESOURCE_NOT_FOUND, PATTERN_TOO_SLOW */
export async function tryScript(visit: Visit, body: unknown): Promise<unknown> {
  const { script: wanted, names } = readBody(body);
  const script = await scriptOf(visit, wanted);
  const recipe = readRecipe(script.properties);
  const trial = await trySets(visit.rooms, recipe, visit.company, names);
  const said = ({ key, params }: { readonly key: Parameters<typeof renderText>[1]; readonly params: Parameters<typeof renderText>[2] }) => renderText(visit.locale, key, params);
  return {
    script: { handle: formatPropertySetHandle(script.id), name: recipe.name, type: recipe.kind, isActive: recipe.isActive },
    sets: trial.sets.map(({ reason, ...set }) => ({ ...set, ...(reason && { reason: said(reason) }) })),
    assets: trial.assets.map(({ reason, ...asset }) => ({ ...asset, reason: said(reason) })),
    isCut: trial.isCut,
  };
}

function readBody(body: unknown): { readonly script: string; readonly names: readonly string[] | undefined } {
  const { script, names } = (typeof body === 'object' && body !== null ? body : {}) as { readonly script?: unknown; readonly names?: unknown };
  if (typeof script !== 'string' || script === '') throw invalid('script', 'the handle or the name of a script', String(script));
  if (names === undefined) return { script, names };
  const isList = Array.isArray(names) && names.length <= namesMost && names.every((name) => typeof name === 'string');
  if (!isList) throw invalid('names', `at most ${namesMost} names`, typeof names);
  return { script, names: names as readonly string[] };
}

/** One of the company's scripts or of those that everybody shares. */
async function scriptOf({ rooms, company }: Visit, wanted: string): Promise<PropertySet> {
  const scripts = await rooms.library.propertySets.ofOwners(systemPropertySetTypes.autoSetScript, [{ companyId: company.id }, { companyId: sharedCompany.id }]);
  const id = parsePropertySetHandle(wanted);
  const found = scripts.find((script) => script.id === id) ?? scripts.find(({ properties }) => properties.some(({ name, value }) => name === 'name' && value.trim() === wanted));
  if (found === undefined) throw new Failure('RESOURCE_NOT_FOUND', { path: `set-scripts/${wanted.slice(0, 200)}` });
  return found;
}

function invalid(name: string, expected: string, received: string): Failure {
  return new Failure('INVALID_PARAMETER', { name, expected, received: received.slice(0, 200) });
}
