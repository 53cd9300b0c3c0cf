import { assetTypes, type AssetType } from '#library';
import type { WireObject } from '#wire';

import { flagOf, invalid, textsOf } from './arguments.ts';

/** What searchAssets and getAssetsByName have in common: which types and sub-types are meant. */
export type AssetFilter = {
  readonly types?: readonly AssetType[];
  readonly excludeTypes?: readonly AssetType[];
  readonly subTypes?: readonly string[];
  readonly isSubTypeStrict?: boolean;
};

/** Reads the type filters of an operation. @throws INVALID_PARAMETER for a type that does not exist */
export function assetFilterOf(input: WireObject): AssetFilter {
  const types = assetTypesOf(input, 'assetTypeArray');
  const excludeTypes = assetTypesOf(input, 'excludeAssetTypeArray');
  const subTypes = textsOf(input, 'assetSubTypeArray');
  return {
    ...(types === undefined ? {} : { types }),
    ...(excludeTypes === undefined ? {} : { excludeTypes }),
    ...(subTypes === undefined ? {} : { subTypes, isSubTypeStrict: flagOf(input, 'strictSubTypeCheck') ?? false }),
  };
}

/** The asset types of an array field, in any of their spellings. @throws INVALID_PARAMETER */
export function assetTypesOf(input: WireObject, name: string): readonly AssetType[] | undefined {
  return textsOf(input, name)?.map((text) => {
    const word = otherSpellings[text] ?? text;
    const type = assetTypes.find((candidate) => candidate === word);
    if (type === undefined) throw invalid(`${name}/items`, 'an asset type such as Image or Pdf', text);
    return type;
  });
}

/** Names before version 4.0, and those the reference spells in two ways. @source specification of assets, §2 */
const otherSpellings: Readonly<Record<string, AssetType>> = {
  WordDoc: 'Word', ExcelDoc: 'Excel', PowerPointDoc: 'PowerPoint', RTFDoc: 'Rtf', RTF: 'Rtf',
  PremierExpressRemix: 'PremiereExpressRemix', WindowsCovering: 'WindowCovering',
};
