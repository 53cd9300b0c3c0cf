import type { Accounts } from '#accounts';
import { Failure } from '#base';
import { systemPropertySetTypes, type Library } from '#library';
import { readRecipe } from '#sets';

import type { OptionReference } from './references.ts';

/** The company whose profiles every company may use. */
const sharedCompanyName = 'Shared';

/** Makes sure that every handle in the options stands for something of the company, or for a profile or a property set that
 *  everybody shares.
 *  @returns ids of the projects, which their handles do not hold
 *  @throws NOT_FOUND
 *  @source specification of UploadPostJob, §2 */
export async function resolveReferences(
  rooms: { readonly accounts: Accounts; readonly library: Library }, companyId: number, references: readonly OptionReference[],
): Promise<{ readonly projectIds: readonly number[] }> {
  for (const reference of references) {
    if (reference.kind === 'iccProfile') await assertProfile(rooms, companyId, reference);
    else if (reference.kind === 'video') await assertVideo(rooms, companyId, reference);
    else if (reference.kind !== 'project') await assertPropertySet(rooms, companyId, reference, reference.kind);
  }
  return { projectIds: await projectIdsOf(rooms.library, companyId, references) };
}

async function assertProfile(
  { accounts, library }: { readonly accounts: Accounts; readonly library: Library }, companyId: number, reference: OptionReference,
): Promise<void> {
  const shared = await accounts.companyByName(sharedCompanyName);
  for (const ownerId of new Set([companyId, ...(shared ? [shared.id] : [])])) {
    const [asset] = await library.assetsByIds(ownerId, [reference.id]);
    if (asset?.type === 'IccProfile' && asset.trashState === 'NotInTrash') return;
  }
  throw unknown(reference);
}

const propertySetTypes = { autoSet: systemPropertySetTypes.autoSetScript, encodingPreset: systemPropertySetTypes.encodingPreset } as const;

async function assertPropertySet(
  { accounts, library }: { readonly accounts: Accounts; readonly library: Library }, companyId: number, reference: OptionReference,
  kind: keyof typeof propertySetTypes,
): Promise<void> {
  const [set] = await library.propertySets.byIds([reference.id]);
  if (set?.typeId !== propertySetTypes[kind]) throw unknown(reference);
  if (set.owner.companyId !== companyId) {
    const shared = await accounts.companyByName(sharedCompanyName);
    if (shared === undefined || set.owner.companyId !== shared.id) throw unknown(reference);
  }
  if (kind === 'autoSet' && !readRecipe(set.properties).isActive) {
    throw new Failure('INVALID_PARAMETER', { name: reference.name, expected: 'scripts that are active', received: reference.handle.slice(0, 200) });
  }
}

async function assertVideo({ library }: { readonly library: Library }, companyId: number, reference: OptionReference): Promise<void> {
  const [asset] = await library.assetsByIds(companyId, [reference.id]);
  if (!asset || !['Video', 'MasterVideo', 'AssetSet'].includes(asset.type) || asset.trashState !== 'NotInTrash') throw unknown(reference);
}

async function projectIdsOf(
  library: Library, companyId: number, references: readonly OptionReference[],
): Promise<readonly number[]> {
  const wanted = references.filter((reference) => reference.kind === 'project');
  if (wanted.length === 0) return [];
  const found = await library.projectsByNames(companyId, wanted.map((reference) => reference.projectName ?? ''));
  const idsByName = new Map(found.map((project) => [project.name, project.id]));
  const ids = wanted.map((reference) => {
    const id = reference.id === companyId ? idsByName.get(reference.projectName ?? '') : undefined;
    if (id === undefined) throw unknown(reference);
    return id;
  });
  return [...new Set(ids)];
}

function unknown({ name, handle }: OptionReference): Failure {
  return new Failure('NOT_FOUND', { name, handle: handle.slice(0, 200) });
}
