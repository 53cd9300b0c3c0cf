import { haveSameExtension } from './names.ts';
import { mayReplace } from './namespaces.ts';
import type { AssetType, Placement, TrashState } from './types.ts';

/** The asset that holds the name an upload wants, as far as it matters. */
export type Occupant = {
  readonly type: AssetType;
  readonly folder: string;
  readonly fileName: string;
  readonly trashState: TrashState;
};

export type Decision = 'new' | 'replace' | 'skip' | 'rename';

type ModeRule = { readonly needsSameFolder: boolean; readonly needsSameExtension: boolean };
const modeRules: { readonly [M in Placement['overwriteMode']]: ModeRule } = {
  OverwriteFullName: { needsSameFolder: true, needsSameExtension: true },
  OverwriteAnyExt: { needsSameFolder: true, needsSameExtension: false },
  OverwriteFullNameAnyFolder: { needsSameFolder: false, needsSameExtension: true },
  OverwriteAnyExtAnyFolder: { needsSameFolder: false, needsSameExtension: false },
};

/** What an upload does to the asset that holds its name, if any does.
 *  @source specification of UploadPostJob, §3.1 */
export function decide(placement: Placement, occupant: Occupant | undefined): Decision {
  if (!occupant) return 'new';
  if (!isSameAsset(placement, occupant)) return 'rename';
  return placement.overwrite ? 'replace' : 'skip';
}

function isSameAsset(placement: Placement, occupant: Occupant): boolean {
  const rule = modeRules[placement.overwriteMode];
  return occupant.trashState === 'NotInTrash'
    && mayReplace(placement.type, occupant.type)
    && (!rule.needsSameFolder || placement.folder === occupant.folder)
    && (!rule.needsSameExtension || haveSameExtension(placement.fileName, occupant.fileName));
}
