import { readOperations } from '../notation.ts';
import { batchCounts } from './shared.ts';

/** Metadata fields, values, tags and XMP. */
export const metadataOperations = readOperations({
  addTagFieldValues: {
    purpose: 'Extend the dictionary of a tag metadata field.',
    class: 'B',
    roles: 'ACP',
    param: 'companyHandle:string fieldHandle:string valueArray:StringArray',
    versions: '>=2010-01-31',
  },
  applyMetadataTemplate: {
    purpose: 'Apply an XMP template.',
    class: 'C',
    roles: 'UACPKk',
    param: 'companyHandle:string assetHandleArray:StringArray templateId:string',
    result: 'success:boolean',
    versions: '>=2017-10-29',
  },
  batchSetAssetMetadata: {
    purpose: 'Set metadata of many assets at once.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string updateArray:BatchMetadataUpdateArray',
    result: `
      ${batchCounts} warningDetailArray:SetMetadataFaultArray? errorDetailArray:SetMetadataFaultArray?
    `,
    versions: '>=2008-01-15',
  },
  createCompanyMetadata: {
    purpose: 'Company-level metadata template.',
    class: 'C',
    roles: 'ACP',
    param: 'companyHandle:string xtype:string xname:string metadata:base64Binary',
    result: 'xid:string',
    versions: '>=2017-10-29',
  },
  createMetadataField: {
    purpose: 'Define a user metadata field.',
    class: 'B',
    roles: 'A',
    param: `
      companyHandle|companyName:string assetType:string name:string fieldType:string defaultValue:string?
      isHidden:boolean? isEnforced:boolean?>=2014-04-03 isPublishData:boolean?>=2017-10-29
      initialTagValue:string?>=2010-01-31
    `,
    result: 'fieldHandle:string',
  },
  deleteAssetMetadata: {
    purpose: 'Clear metadata values of an asset.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string assetHandle:string deleteArray|metadataDelete:MetadataDeleteArray',
    versions: '>=2014-04-03',
  },
  deleteCompanyMetadata: {
    purpose: 'Delete it.',
    class: 'C',
    roles: 'ACP',
    param: 'companyHandle:string xid:string',
    versions: '>=2017-10-29',
  },
  deleteMetadataField: {
    purpose: 'Delete a metadata field definition.',
    class: 'B',
    roles: 'ACP',
    param: 'companyHandle:string fieldHandle:string',
  },
  deleteTagFieldValues: {
    purpose: 'Shrink the dictionary of a tag field.',
    class: 'B',
    roles: 'ACP',
    param: 'companyHandle:string fieldHandle:string valueArray:StringArray',
    versions: '>=2010-01-31',
  },
  getAssetMetadataFields: {
    purpose: 'Field definitions per asset type.',
    class: 'B',
    roles: 'UACPpKk',
    param: 'companyHandle:string',
    result: 'assetFieldsArray:AssetMetadataFieldsArray',
  },
  getCompanyMetadata: {
    purpose: 'Read company metadata template.',
    class: 'C',
    roles: 'UACPpKk',
    param: 'companyHandle:string xid:string',
    result: 'xid:string xtype:string xname:string metadata:base64Binary',
    versions: '>=2017-10-29',
  },
  getDistinctMetadataValues: {
    purpose: 'Distinct values of a metadata field with counts.',
    class: 'B',
    roles: 'UACPpKk',
    param: 'companyHandle:string metadataKey:string',
    result: 'valueArray:ValueCountArray',
  },
  getMetadataFields: {
    purpose: 'Field definitions of one asset type.',
    class: 'B',
    roles: 'UACPpKk',
    param: 'companyHandle:string assetType:string',
    result: 'fieldArray:MetadataFieldArray',
  },
  getMetadataSchema: {
    purpose: 'Read a metadata schema.',
    class: 'C',
    roles: 'UACPpKk',
    param: 'companyHandle:string version:int',
    result: 'version:int compressedSchema:base64Binary',
    versions: '>=2017-10-29',
  },
  getMetadataSchemaNamespaces: {
    purpose: 'List schema namespaces.',
    class: 'C',
    roles: 'UACPpKk',
    param: 'companyHandle:string',
    result: 'compressedNamespaces:base64Binary',
    versions: '>=2017-10-29',
  },
  getTagFieldValues: {
    purpose: 'Dictionary of a tag field.',
    class: 'B',
    roles: 'UACTtPpKk',
    param: 'companyHandle:string fieldHandleArray:HandleArray',
    result: 'fieldArray:TagFieldValuesArray',
    versions: '>=2010-01-31',
  },
  getUniqueMetadataValues: {
    purpose: 'Distinct values of a metadata field; getDistinctMetadataValues counts them too.',
    class: 'B',
    roles: 'UACPpKk',
    param: 'companyHandle:string fieldHandle:string',
    result: 'values:StringArray',
  },
  getXMPPacket: {
    purpose: 'XMP packet of an asset.',
    class: 'B',
    roles: 'UACPpKk',
    param: 'companyHandle:string assetHandle:string',
    result: 'compressedPacket:base64Binary',
    versions: '>=2010-01-31',
  },
  listCompanyMetadata: {
    purpose: 'List company metadata templates.',
    class: 'C',
    roles: 'UACPpKk',
    param: 'companyHandle:string xtype:string?',
    result: 'companyMetadataInfoArray:CompanyMetadataInfoArray',
    versions: '>=2017-10-29',
  },
  removeMetadataSchema: {
    purpose: 'Delete a schema.',
    class: 'C',
    roles: 'ACP',
    param: 'companyHandle:string schemaNamespace:string',
    result: 'success:boolean',
    versions: '>=2017-10-29',
  },
  saveMetadataField: {
    purpose: 'Create/update a metadata field (deprecated).',
    class: 'B',
    roles: 'UACP',
    param: `
      companyHandle:string fieldHandle:string? assetType:string name:string fieldType:string defaultValue:string
      isHidden:boolean? isEnforced:boolean?>=2014-04-03 isPublishData:boolean?>=2017-10-29
    `,
    result: 'fieldHandle:string',
  },
  saveMetadataSchema: {
    purpose: 'Store a schema.',
    class: 'C',
    roles: 'ACP',
    param: 'companyHandle:string contentType:string compressedSchema:base64Binary',
    result: 'success:boolean',
    versions: '>=2017-10-29',
  },
  searchAssetsByMetadata: {
    purpose: 'Index search over metadata returning summaries.',
    class: 'B',
    roles: 'UACPpKk',
    param: `
      companyHandle:string filters|Filter:SearchFilter? metadataConditionArray:MetadataConditionArray?
      metadataConditionMatchMode:string? responseMetadataArray:StringArray? recordsPerPage:int? resultsPage:int?
      sortBy:string? sortDirection:string?
    `,
    result: 'totalRows:int assetSummaryArray:AssetSummaryArray',
  },
  setAssetMetadata: {
    purpose: 'Set metadata of one asset.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string assetHandle:string updateArray:MetadataUpdateArray',
  },
  setTagFieldValues: {
    purpose: 'Replace the dictionary of a tag field.',
    class: 'B',
    roles: 'ACP',
    param: 'companyHandle:string fieldHandle:string valueArray:StringArray',
    versions: '>=2010-01-31',
  },
  updateCompanyMetadata: {
    purpose: 'Update company metadata template.',
    class: 'C',
    roles: 'ACP',
    param: 'companyHandle:string xid:string xtype:string xname:string metadata:base64Binary?',
    versions: '>=2017-10-29',
  },
  updateMetadataField: {
    purpose: 'Change a metadata field.',
    class: 'B',
    roles: 'ACP',
    param: `
      companyHandle:string fieldHandle:string name:string? defaultValue:string? isHidden:boolean?
      isEnforced:boolean?>=2014-04-03 isPublishData:boolean?>=2017-10-29 initialTagValue:string?>=2010-01-31
    `,
    result: 'fieldHandle:string',
  },
  updateTagFieldValues: {
    purpose: 'Rename dictionary values.',
    class: 'B',
    roles: 'ACP',
    param: 'companyHandle:string fieldHandle:string updateArray:TagValueUpdateArray',
    result: `
      ${batchCounts} warningDetailArray:TagValueUpdateFaultArray? errorDetailArray:TagValueUpdateFaultArray?
    `,
    versions: '>=2010-01-31',
  },
  updateXMPPacket: {
    purpose: 'Merge an XMP packet into an asset.',
    class: 'B',
    roles: 'UACPpK',
    param: 'companyHandle:string assetHandle:string compressedPacket:base64Binary',
    result: 'success:boolean',
    versions: '>=2010-01-31',
  },
});
