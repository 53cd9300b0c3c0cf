import { Failure } from '#base';
import type { NameCondition, SearchCriteria } from '#library';
import type { WireObject } from '#wire';

import { choiceOf, countOf, flagOf, objectsOf, textOf, textsOf } from '../arguments.ts';
import { assetFilterOf } from '../asset-filter.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { presentAssets } from '../present/assets.ts';
import { itemArray } from '../present/fields.ts';
import { projectOf } from '../projects.ts';
import { checkImpersonation, companyOf, folderPathOf } from '../subjects.ts';

const matchModes = ['MatchAll', 'MatchAny'] as const;
const trashStates = ['NotInTrash', 'InTrash', 'InEmptiedTrash'] as const;
const publishStates = ['MarkedForPublish', 'NotMarkedForPublish'] as const;

/** Finds assets by folder, type, state and fields, page by page.
 *  `excludeByproducts` and `excludeByproductArray` change nothing: production makes no by-products yet.
 *  @source specification of the operations, §4.1 and §6 */
export const searchAssets: Operation = {
  name: 'searchAssets',
  isLooking: true,
  lacking: 'Metadata fields and tags do not exist: conditions on them answer fault 30001.',
  async handle(context, input) {
    await checkImpersonation(context, input);
    refuseConditionsOnMetadata(input);
    const company = companyOf(context);
    const { totalRows, assets } = await context.rooms.library.search(await criteriaOf(context, input));
    return { totalRows, assetArray: itemArray(await presentAssets(context.rooms.library, assets, company)) };
  },
};

async function criteriaOf(context: OperationContext, input: WireObject): Promise<SearchCriteria> {
  const folder = folderPathOf(context, input, 'folder') ?? companyOf(context).rootPath;
  const publishState = choiceOf(input, 'publishState', publishStates);
  const keywords = textsOf(input, 'keywordArray');
  const conditions = objectsOf(input, 'systemFieldConditionArray').map(conditionOf);
  const sortBy = choiceOf(input, 'sortBy', Object.keys(sortFields) as (keyof typeof sortFields)[]);
  const projectHandle = textOf(input, 'projectHandle');
  const projectId = projectHandle === undefined ? undefined : (await projectOf(context, projectHandle)).id;
  return {
    companyId: companyOf(context).id,
    folder,
    includeSubfolders: flagOf(input, 'includeSubfolders') ?? false,
    ...(publishState === undefined ? {} : { isReadyForPublish: publishState === 'MarkedForPublish' }),
    trashState: choiceOf(input, 'trashState', trashStates) ?? 'NotInTrash',
    ...assetFilterOf(input),
    ...(keywords === undefined ? {} : { keywords }),
    conditions,
    conditionMatch: choiceOf(input, 'systemFieldMatchMode', matchModes) ?? 'MatchAll',
    groupMatch: choiceOf(input, 'conditionMatchMode', matchModes) ?? 'MatchAll',
    ...(projectId === undefined ? {} : { projectId }),
    ...(sortBy === undefined ? {} : { sortBy: sortFields[sortBy] }),
    isDescending: choiceOf(input, 'sortDirection', ['Ascending', 'Descending']) === 'Descending',
    pageSize: countOf(input, 'recordsPerPage', { least: 1, most: 1000, fallback: 1000 }),
    page: countOf(input, 'resultsPage', { least: 1, most: 2 ** 31 - 1, fallback: 1 }),
  };
}

/** The five fields the interface sorts by, and ours. */
const sortFields = {
  Name: 'Name', AssetType: 'Type', FileSize: 'Size', Created: 'Created', Modified: 'Modified',
  Folder: 'Folder', FileName: 'FileName',
} as const;

/** A condition's value stands in the field of its type; two bounds make a range. */
function conditionOf(condition: WireObject): NameCondition {
  const minValue = firstText(condition, ['minLong', 'minDouble', 'minDate']);
  const maxValue = firstText(condition, ['maxLong', 'maxDouble', 'maxDate']);
  return {
    field: textOf(condition, 'field') ?? '',
    op: textOf(condition, 'op') ?? '',
    value: firstText(condition, ['value', 'longVal', 'doubleVal', 'dateVal', 'boolVal']) ?? '',
    ...(minValue === undefined ? {} : { minValue }),
    ...(maxValue === undefined ? {} : { maxValue }),
  };
}

function firstText(condition: WireObject, names: readonly string[]): string | undefined {
  const value = names.map((name) => condition[name]).find((candidate) => candidate !== undefined && candidate !== '');
  return value === undefined ? undefined : value instanceof Date ? value.toISOString() : String(value);
}

/** Metadata fields do not exist yet, so that no handle of one means anything. */
function refuseConditionsOnMetadata(input: WireObject): void {
  for (const name of ['tagConditionArray', 'metadataConditionArray']) {
    const [condition] = objectsOf(input, name);
    if (condition !== undefined) {
      const handle = textOf(condition, 'fieldHandle') ?? '';
      throw new Failure('NOT_FOUND', { name: `${name}/items/fieldHandle`, handle });
    }
  }
}
