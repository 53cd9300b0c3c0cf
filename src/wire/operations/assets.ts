import { readOperations } from '../notation.ts';
import { batchResult, responseFilter, viewer } from './shared.ts';

/** Assets: find, move, rename, delete. */
export const assetOperations = readOperations({
  batchSetFontFields: {
    purpose: 'Set name/family/style fields of font assets.',
    class: 'C',
    roles: 'UACKk',
    param: 'companyHandle:string updateArray:FontFieldUpdateArray',
    result: `${batchResult}`,
    versions: '>=2009-07-31',
  },
  batchSetIccProfileFields: {
    purpose: 'Set class/colour-space fields of ICC profile assets.',
    class: 'C',
    roles: 'UACPKk',
    param: 'companyHandle:string updateArray|updatearray:IccProfileFieldUpdateArray',
    result: `${batchResult}`,
    versions: '>=2009-07-31',
  },
  batchSetThumbAsset: {
    purpose: 'Choose another asset as thumbnail (Image, AdjustedView, Mask, Template, PsdTemplate).',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string updateArray:ThumbAssetUpdateArray',
    result: `${batchResult}`,
  },
  checkAssetNames: {
    purpose: 'Which of these names are already used as IS/IR ids.',
    class: 'A',
    roles: 'UATtPpKk',
    param: 'companyHandle:string assetNameArray|assetNamesArray:StringArray',
    result: 'inUseNameArray:StringArray',
  },
  deleteAsset: {
    purpose: 'Move one asset to the trash.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string assetHandle:string',
  },
  deleteAssets: {
    purpose: 'Move many assets to the trash.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string assetHandleArray:HandleArray',
    result: `${batchResult}`,
    versions: '>=2008-01-15',
  },
  emptyAssetsFromTrash: {
    purpose: 'Destroy trashed assets for good.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string assetHandleArray:HandleArray',
    result: `${batchResult}`,
    versions: '>=2008-01-15',
  },
  forceRepublishAssets: {
    purpose: 'Republish assets whose state did not change.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string republishFiles:boolean? resyncCatalog:boolean? assetHandleArray:HandleArray',
    result: `${batchResult}`,
  },
  getAssetCounts: {
    purpose: 'Number of assets per type.',
    class: 'A',
    roles: 'UACTtPpKk',
    param: 'companyHandle:string',
    result: 'countArray:AssetCountArray?',
  },
  getAssets: {
    purpose: 'Assets by handle.',
    class: 'A',
    roles: 'UACTtPpKk',
    param: `${viewer} assetHandleArray:HandleArray ${responseFilter}`,
    result: 'assetArray:AssetArray?',
  },
  getAssetsByName: {
    purpose: 'Assets by name (id).',
    class: 'A',
    roles: 'UACTtPKk',
    param: `
      ${viewer} nameArray:StringArray assetTypeArray:StringArray? excludeAssetTypeArray:StringArray?
      assetSubTypeArray:StringArray? strictSubTypeCheck:boolean? ${responseFilter}
    `,
    result: 'assetArray:AssetArray?',
  },
  getAssociatedAssets: {
    purpose: 'Owner, derived, container, member and generator/generated relations.',
    class: 'A',
    roles: 'UACTtPpKk',
    param: `companyHandle:string assetHandle:string ${responseFilter}`,
    result: `
      containerArray:AssetArray? memberArray:AssetArray? layerReferenceArray:AssetArray? ownerArray:AssetArray?
      derivedArray:AssetArray? generatorArray:GenerationInfoArray? generatedArray:GenerationInfoArray?
      thumbAsset:Asset?
    `,
  },
  getGenerationInfo: {
    purpose: 'What was generated from / by which engine an asset was generated.',
    class: 'A',
    roles: 'UACTtPpKk',
    param: `
      companyHandle:string engine:string? originatorHandle:string? generatedHandle:string? ${responseFilter}
    `,
    result: 'generationArray:GenerationInfoArray',
    versions: '>=2008-01-15',
  },
  getOriginalFilePaths: {
    purpose: 'Virtual source file paths for handles.',
    class: 'A',
    roles: 'UACTtKk',
    param: 'companyHandle:string assetHandleArray:HandleArray',
    result: 'originalFileArray:StringArray',
  },
  getZipEntries: {
    purpose: 'Directory of a Zip asset.',
    class: 'B',
    roles: 'UACTtPpKk',
    param: 'companyHandle:string assetHandle:string',
    result: 'zipArray:ZipEntryArray',
    versions: '>=2008-01-15',
  },
  moveAsset: {
    purpose: 'Move one asset.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string assetHandle:string folderHandle:string',
  },
  moveAssets: {
    purpose: 'Move many assets.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string assetMoveArray:AssetMoveArray',
    result: `${batchResult}`,
    versions: '>=2008-01-15',
  },
  renameAsset: {
    purpose: 'Change the id of an asset, on request only if it is free.',
    class: 'B',
    roles: 'UACPK',
    param: 'companyHandle:string assetHandle:string newName:string validateName:boolean',
  },
  restoreAssetsFromTrash: {
    purpose: 'Restore trashed assets.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string assetHandleArray:HandleArray',
    result: `${batchResult}`,
    versions: '>=2008-01-15',
  },
  searchAssets: {
    purpose: 'Search by folder, type, fields, metadata; paged.',
    class: 'A',
    roles: 'UACTtPpKk',
    param: `
      ${viewer} folder:string? includeSubfolders:boolean publishState:string? trashState:string?>=2008-09-10
      conditionMatchMode:string? keywordArray:StringArray? systemFieldMatchMode:string?
      systemFieldConditionArray:SystemFieldConditionArray? tagMatchMode:string?>=2010-01-31
      tagConditionArray:TagConditionArray?>=2010-01-31 metadataMatchMode:string?
      metadataConditionArray:MetadataConditionArray? assetTypeArray:StringArray?
      excludeAssetTypeArray:StringArray? assetSubTypeArray:StringArray? strictSubTypeCheck:boolean?
      excludeByproducts:boolean? excludeByproductArray|excludByproductArray:ExcludeByproductArray?
      projectHandle:string? recordsPerPage:int? resultsPage:int? sortBy:string? sortDirection:string?
      ${responseFilter}
    `,
    result: 'totalRows:int? assetArray:AssetArray?',
  },
});
