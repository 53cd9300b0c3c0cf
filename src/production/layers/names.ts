import { cleanName, suffixedNames } from '#library';
import type { UploadOptions } from '../types.ts';
import type { LayerProbe } from './types.ts';

/** Names that Photoshop gives by itself, in its languages. @source specification of production, §8.2 */
const givenNames = /^(Background|Layer \d+|Hintergrund|Ebene \d+|Arrière-plan|Calque \d+|背景|レイヤー \d+)$/u;

/** Photoshop shows groups in groups down to here; what lies deeper is put into the last. @source §8.1 */
const mostGroups = 5;

/** Name and folder of a layer's image. */
export type LayerPlace = { readonly name: string; readonly subfolder?: string };

/** Names the images of layers: within a document every name is its own.
 *  @param id Of the document. @source specification of production, §8.2 */
export function placeLayers(layers: readonly Pick<LayerProbe, 'name' | 'number' | 'groups'>[], id: string, naming: UploadOptions['photoshop']['layerNaming']): readonly LayerPlace[] {
  const taken = new Set<string>();
  return layers.map((layer) => {
    const name = freeOf(wantedName(layer, id, naming), taken);
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

function wantedName({ name, number }: Pick<LayerProbe, 'name' | 'number'>, id: string, naming: UploadOptions['photoshop']['layerNaming']): string {
  const own = givenNames.test(name) ? '' : cleanName(name);
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
