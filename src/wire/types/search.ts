import { readTypes } from '../notation.ts';

/** Conditions of a search. */
export const searchTypes = readTypes({
  SearchFilter: `
    folder:string? includeSubfolders:boolean? assetTypeArray:StringArray? excludeAssetTypeArray:StringArray?
    assetSubTypeArray:StringArray? strictSubTypeCheck:boolean?>=2014-04-03 excludeByproducts:boolean?
    projectHandle:string? publishState:string? trashState:string?
  `,
  SystemFieldCondition: `
    field:string op:string value:string? boolVal:boolean? longVal:long? minLong:long? maxLong:long?
    doubleVal:double? minDouble:double? maxDouble:double? dateVal:dateTime? minDate:dateTime? maxDate:dateTime?
  `,
  MetadataCondition: `
    fieldHandle:string op:string caseSensitive:boolean? value:string? values:StringArray? boolVal:boolean?
    longVal:long? minLong:long? maxLong:long? doubleVal:double? minDouble:double? maxDouble:double?
    dateVal:dateTime? minDate:dateTime? maxDate:dateTime?
  `,
  TagCondition: 'fieldHandle:string op:string value:string? valueArray:StringArray?',
  ExcludeByproductCondition: 'engine:string generatedAssetType:string',
  ExcludeByproductArray: 'items:ExcludeByproductCondition*',
  ValueCount: 'value:string count:int?',
}, 'MetadataCondition SystemFieldCondition TagCondition ValueCount');
