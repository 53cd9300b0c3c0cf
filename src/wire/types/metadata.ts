import { readTypes } from '../notation.ts';

/** Metadata fields and values. */
export const metadataTypes = readTypes({
  Metadata: `
    name:string value:string boolVal:boolean? longVal:long? doubleVal:double? dateVal:dateTime?
    valueArray:StringArray?>=2010-01-31
  `,
  MetadataField: `
    fieldHandle:string name:string type:string defaultValue:string isRequired:boolean isUserDefined:boolean
    isHidden:boolean isEnforced:boolean>=2014-04-03 initialTagValue:string?>=2010-01-31
  `,
  MetadataUpdate: `
    fieldHandle:string value:string? boolVal:boolean? longVal:long? doubleVal:double? dateVal:dateTime?
    addTagValueArray:StringArray?>=2010-01-31 setTagValueArray:StringArray?>=2010-01-31
    deleteTagValueArray:StringArray?>=2010-01-31
  `,
  MetadataDelete: 'fieldHandle:string',
  BatchMetadataUpdate: 'assetHandleArray:HandleArray updateArray:MetadataUpdateArray',
  SetMetadataFault: 'assetHandle:string fieldHandle:string code:int reason:string',
  AssetMetadataFields: 'assetType:string fieldArray:MetadataFieldArray',
  TagFieldValues: 'fieldHandle:string valueArray:StringArray',
  TagValueUpdate: 'oldValue:string newValue:string',
  TagValueUpdateFault: 'value:string code:int reason:string',
  CompanyMetadataInfo: 'xid:string xname:string xtype:string',
}, `
  AssetMetadataFields BatchMetadataUpdate CompanyMetadataInfo Metadata MetadataDelete MetadataField
  MetadataUpdate SetMetadataFault TagFieldValues TagValueUpdate TagValueUpdateFault
`);
