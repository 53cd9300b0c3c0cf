export * from './types.ts';
export { openLibrary, type LibraryOptions } from './library.ts';
export { librarySettings } from './settings.ts';
export {
  cleanFileName, cleanFolderPath, cleanName, extensionOf, haveSameExtension, orderKeyOf, splitFileName, suffixedNames, type CleanFileName,
} from './names.ts';
export { isHiddenFile, mimeOfFileName, typeOfFileName } from './kinds.ts';
export {
  isServedAsContent, isShownAsImage, logFileTypeOf, namespaceOf, publishContextOf,
  type LogFileTypeName, type Namespace,
} from './namespaces.ts';
export { assetUrl, contentUrl } from './urls.ts';
export {
  propertyTypes, systemPropertySetTypes,
  type Property, type PropertyOwner, type PropertySet, type PropertySets, type PropertySetType, type PropertyType,
} from './property-sets/types.ts';
export { mergeProperties } from './property-sets/properties.ts';
