import { cleanName, suffixedNames } from '#library';
import { defaultPhotoshopRules } from '../settings.ts';
import type { UploadOptions } from '../types.ts';
import type { LayerProbe } from './types.ts';

/** Names that Photoshop gives by itself. @source specification of production, §8.2 */
const givenNames = ['Background', 'Layer #'];

/** Does a layer have no name of its own? @param more Names of other languages; `#` stands for a number. */
function namesIn(more: readonly string[]): (name: string) => boolean {
  const patterns = [...givenNames, ...more].map((name) => name.split('#').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('\\d+'));
  const given = new RegExp(`^(${patterns.join('|')})$`, 'u');
  return (name) => given.test(name);
}

/** Photoshop shows groups in groups down to here; what lies deeper is put into the last. @source §8.1 */
const mostGroups = 5;

/** Name and folder of a layer's image. */
export type LayerPlace = { readonly name: string; readonly subfolder?: string };

/** Names the images of layers: within a document every name is its own.
 *  @param id Of the document. @param layerNames That count as none, beside those of Photoshop in English. @source specification of production, §8.2 */
export function placeLayers(
  layers: readonly Pick<LayerProbe, 'name' | 'number' | 'groups'>[], id: string, naming: UploadOptions['photoshop']['layerNaming'],
  layerNames: readonly string[] = defaultPhotoshopRules.layerNames,
): readonly LayerPlace[] {
  const isGiven = namesIn(layerNames);
  const taken = new Set<string>();
  return layers.map((layer) => {
    const name = freeOf(wantedName(layer, id, naming, isGiven), taken);
    taken.add(name);
    return naming === 'Folders' ? { name, subfolder: subfolderOf(layer, id) } : { name };
  });
}

/** The first of a name and its numbered forms that is not taken. */
export function freeOf(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  for (let number = 1; ; number++) {
    const [name] = suffixedNames(wanted, number, 1);
    if (!taken.has(name!)) return name!;
  }
}

function wantedName({ name, number }: Pick<LayerProbe, 'name' | 'number'>, id: string, naming: UploadOptions['photoshop']['layerNaming'], isGiven: (name: string) => boolean): string {
  const own = isGiven(name) ? '' : cleanName(name);
  switch (naming) {
    case 'AppendNumber': return cleanName(`${id}_${number}`);
    case 'AppendName': return cleanName(`${id}_${own === '' ? number : own}`);
    case 'LayerName': case 'Folders': return own === '' ? String(number) : own;
  }
}

function subfolderOf({ groups }: Pick<LayerProbe, 'groups'>, id: string): string {
  const names = groups.slice(0, mostGroups).map((name) => cleanName(name)).filter((name) => name !== '');
  return [id, ...names, ''].join('/');
}
