import { isSimpleType } from './notation.ts';
import { accountOperations } from './operations/accounts.ts';
import { assetOperations } from './operations/assets.ts';
import { folderOperations } from './operations/folders.ts';
import { imageOperations } from './operations/images.ts';
import { jobOperations } from './operations/jobs.ts';
import { metadataOperations } from './operations/metadata.ts';
import { permissionOperations } from './operations/permissions.ts';
import { publishingOperations } from './operations/publishing.ts';
import { headerElements } from './types/headers.ts';
import { accountTypes } from './types/accounts.ts';
import { assetTypes } from './types/assets.ts';
import { folderTypes } from './types/folders.ts';
import { imageTypes } from './types/images.ts';
import { infoTypes } from './types/infos.ts';
import { jobTypes } from './types/jobs.ts';
import { listTypes } from './types/lists.ts';
import { metadataTypes } from './types/metadata.ts';
import { publishingTypes } from './types/publishing.ts';
import { searchTypes } from './types/search.ts';
import { uploadTypes } from './types/upload.ts';
import type { OperationShape, TypeShape } from './types.ts';

/** Types as the reference documentation groups them. */
export const typeGroups = {
  accounts: accountTypes, assets: assetTypes, 'asset details': infoTypes, folders: folderTypes, images: imageTypes,
  jobs: jobTypes, lists: listTypes, metadata: metadataTypes, publishing: publishingTypes, search: searchTypes,
  upload: uploadTypes,
} as const satisfies Record<string, readonly TypeShape[]>;

/** Operations as the reference documentation groups them. */
export const operationGroups = {
  accounts: accountOperations, assets: assetOperations, folders: folderOperations, images: imageOperations,
  jobs: jobOperations, metadata: metadataOperations, permissions: permissionOperations,
  publishing: publishingOperations,
} as const satisfies Record<string, readonly OperationShape[]>;

/** Every declared type of every version, in alphabetical order. */
export const types: readonly TypeShape[] = Object.values(typeGroups).flat().sort(byName);

/** Every operation whose messages are declared, in alphabetical order. */
export const operations: readonly OperationShape[] = Object.values(operationGroups).flat().sort(byName);

/** Operations of the newest interface that are known by name only: a call is answered OPERATION_NOT_AVAILABLE. */
export const undeclaredOperations: ReadonlySet<string> = new Set([
  'addSmartCrops', 'deleteSubAssets', 'getCompanyUPPProperties', 'getUploadTaskStatus', 'updateAudioCaptionsMetadata',
  'updateSmartCrops',
]);

const typesByName = new Map(types.map((type) => [type.name, type]));

const operationsByName = new Map(operations.flatMap((operation) =>
  [operation.name, ...(operation.aliases ?? [])].map((name) => [name, operation] as const)));

const elementsByName = new Map([
  ...headerElements.map((element) => [element.name, element] as const),
  ...[...operationsByName].flatMap(([name, operation]) => [
    [`${name}Param`, operation.param] as const, [`${name}Return`, operation.result] as const,
  ]),
  /** The prose of the reference says so; every example and every client has the singular. */
  ['uploadPostParams', operationsByName.get('uploadPost')?.param] as const,
].filter((entry): entry is readonly [string, TypeShape] => entry[1] !== undefined));

/** The shape of a declared type, such as `UploadPostJob`.
 *  @throws TypeError for a name that is not declared: our own mistake, never a stranger's. */
export function shapeOf(typeName: string): TypeShape {
  const shape = typesByName.get(typeName);
  if (shape === undefined) throw new TypeError(`Expected the name of a declared type but received ${typeName}`);
  return shape;
}

/** The shape of a root element, such as `uploadPostParam`, `getAssetsReturn` or `authHeader`; documented misspellings
 *  are known. Undefined for names from strangers that mean nothing. */
export function elementShape(elementName: string): TypeShape | undefined {
  return elementsByName.get(elementName);
}

/** The shape of a root element that we name ourselves. @throws TypeError for a name that is not declared */
export function ownElementShape(elementName: string): TypeShape {
  const shape = elementsByName.get(elementName);
  if (shape === undefined) throw new TypeError(`Expected the name of a declared element but received ${elementName}`);
  return shape;
}

/** Finds an operation by its name, as in `getActiveJobs`. */
export function operationByName(name: string): OperationShape | undefined {
  return operationsByName.get(name);
}

/** Finds the operation whose request is this element: `getActiveJobsParam` → getActiveJobs. */
export function operationOfElement(elementName: string): OperationShape | undefined {
  return elementName.endsWith('Param') ? operationsByName.get(elementName.slice(0, -'Param'.length)) : undefined;
}

/** The shape behind a field's type, or undefined where the type is a simple one. */
export function innerShape(type: string): TypeShape | undefined {
  return isSimpleType(type) ? undefined : shapeOf(type);
}

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : 1;
}
