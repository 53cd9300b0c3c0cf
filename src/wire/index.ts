export { readAuthHeader, readSoapAuth, type AuthHeader } from './auth.ts';
export {
  elementShape, innerShape, operationByName, operationOfElement, operations, ownElementShape, shapeOf, types, undeclaredOperations,
} from './catalogue.ts';
export { decode, type Decoded, type DecodeOptions } from './decode.ts';
export { describe, type Page } from './describe.ts';
export { encode } from './encode.ts';
export { escapeXml } from './escape.ts';
export {
  faultXml, soapEnvelope, soapFault, soapNamespaces, uploadReturnXml, xmlDeclaration, type SoapVersion,
} from './faults.ts';
export { filterResponse, type ResponseFilter } from './filter-response.ts';
export {
  formatAssetHandle, formatCompanyHandle, formatFolderHandle, formatGroupHandle, formatImageFormatHandle,
  formatImageMapHandle, formatJobHandle, formatMetadataFieldHandle, formatPermissionSetHandle,
  formatInvalidationHandle, formatProjectHandle, formatPropertySetHandle, formatPropertySetTypeHandle, formatPublishContextHandle,
  formatScheduledJobHandle, formatUserHandle, formatVignetteFormatHandle, formatZoomTargetHandle,
  parseAssetHandle, parseCompanyHandle, parseFolderHandle, parseGroupHandle, parseImageFormatHandle,
  parseImageMapHandle, parseJobHandle, parseMetadataFieldHandle, parsePermissionSetHandle, parseProjectHandle,
  parsePropertySetHandle, parsePropertySetTypeHandle, parseInvalidationHandle, parsePublishContextHandle, parseUserHandle,
  parseVignetteFormatHandle, parseZoomTargetHandle, type AssetItemHandle, type CompanyItemHandle, type JobHandle,
  type MetadataFieldHandle, type ProjectHandle,
} from './handles.ts';
export { readXml, type ReadXmlOptions } from './read-xml.ts';
export type * from './types.ts';
export { isInVersion, namespaceOf, servedVersions, unversionedNamespace, versionOf } from './versions.ts';
export { wsdl } from './wsdl.ts';
export { xsd } from './xsd.ts';
