import { readOperations } from '../notation.ts';
import { batchResult } from './shared.ts';

/** Images, sets, crops, maps, paths and derived assets. */
export const imageOperations = readOperations({
  batchSetImageFields: {
    purpose: 'Set resolution, anchor and userData of images.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string updateArray:ImageFieldUpdateArray',
    result: `${batchResult}`,
    versions: '>=2008-01-15',
  },
  copyImage: {
    purpose: 'Make a new image asset from an existing one (optionally applying IS commands).',
    class: 'B',
    roles: 'UACPKk',
    param: `
      companyHandle|companyName:string assetHandle:string folderHandle:string name:string urlModifier:string
    `,
    result: 'assetHandle:string',
  },
  createAssetSet: {
    purpose: 'Create a generic (multi-media) set from a definition string.',
    class: 'B',
    roles: 'UACPKk',
    param: `
      companyHandle:string folderHandle:string name:string subType:string setDefinition:string?
      thumbAssetHandle:string?
    `,
    result: 'assetHandle:string',
    versions: '>=2009-07-31',
  },
  createDerivedAsset: {
    purpose: 'Create AdjustedView/LayerView of an image.',
    class: 'B',
    roles: 'UACPKk',
    param: `
      companyHandle:string ownerHandle:string folderHandle:string name:string type:string urlModifier:string?
      urlPostApplyModifier:string?
    `,
    result: 'assetHandle:string',
  },
  createImageSet: {
    purpose: 'Create ImageSet/RenderSet/SpinSet/Catalog shell.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string folderHandle:string name:string type:string thumbAssetHandle:string?',
    result: 'assetHandle:string',
  },
  createTemplate: {
    purpose: 'Create a Template or Watermark asset from IS commands.',
    class: 'B',
    roles: 'UAPKk',
    param: `
      companyHandle:string folderHandle:string name:string type:string urlModifier:string?
      urlPostApplyModifier:string?
    `,
    result: 'assetHandle:string',
  },
  deleteImageFormat: {
    purpose: 'Delete an image preset.',
    class: 'B',
    roles: 'UACP',
    param: 'companyHandle:string imageFormatHandle:string',
  },
  deleteImageMap: {
    purpose: 'Delete one image map.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string imageMapHandle:string',
  },
  deleteZoomTarget: {
    purpose: 'Delete one zoom target.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string zoomTargetHandle:string',
  },
  getAutoCropRect: {
    purpose: 'Compute the auto-crop rectangle without changing the asset.',
    class: 'A',
    roles: 'UACPpKk',
    param: `
      companyHandle:string assetHandle:string autoColorCropOptions|autoColorOptions:AutoColorCropOptions?
      autoTransparentCropOptions:AutoTransparentCropOptions?
    `,
    result: 'xOffset:int yOffset:int width:int height:int',
  },
  getImageFormats: {
    purpose: 'Image presets with name and urlModifier.',
    class: 'B',
    roles: 'UACPpKk',
    param: 'companyHandle:string',
    result: 'imageFormatArray:ImageFormatArray',
  },
  getImageSetMembers: {
    purpose: 'Members of an image, spin or other set.',
    class: 'B',
    roles: 'UACTtpKk',
    param: `
      companyHandle:string assetHandle:string responseFieldArray:StringArray?>=2014-04-03
      excludeFieldArray:StringArray?>=2014-04-03
    `,
    result: 'memberArray:ImageSetMemberArray',
  },
  getPhotoshopPath: {
    purpose: 'Four-corner quad (x0,y0…x3,y3) around one embedded path.',
    class: 'B',
    roles: 'UACPpKk',
    param: 'companyHandle:string assetHandle:string pathName:string',
    result: 'perspectiveQuad:PerspectiveQuad',
  },
  getPhotoshopPathNames: {
    purpose: 'Names of the embedded paths of an image.',
    class: 'B',
    roles: 'UACPpKk',
    param: 'companyHandle:string assetHandle:string',
    result: 'pathNameArray:StringArray',
  },
  getSearchStrings: {
    purpose: 'Words extracted from a page image with boxes and fonts.',
    class: 'B',
    roles: 'ACTP',
    param: 'companyHandle:string assetHandle:string',
    result: 'searchStringsArray:SearchStringsArray',
  },
  removeMask: {
    purpose: 'Delete the mask of an image.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string assetHandle:string',
  },
  replaceImage: {
    purpose: 'Bake IS commands into an image\'s pixels.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle|companyName:string assetHandle:string urlModifier:string',
    result: 'assetHandle:string',
  },
  saveImageFormat: {
    purpose: 'Create/update an image preset.',
    class: 'B',
    roles: 'UACP',
    param: 'companyHandle:string imageFormatHandle:string? name:string urlModifier:string',
    result: 'imageFormatHandle:string',
  },
  saveImageMap: {
    purpose: 'Create/update one image map.',
    class: 'B',
    roles: 'UACPKk',
    param: `
      companyHandle:string assetHandle:string imageMapHandle:string? name:string shapeType:string region:string
      action:string position:int enabled:boolean
    `,
    result: 'imageMapHandle:string',
  },
  saveZoomTarget: {
    purpose: 'Create/update one zoom target.',
    class: 'B',
    roles: 'UACPKk',
    param: `
      companyHandle:string assetHandle:string zoomTargetHandle:string? name:string xPosition:int yPosition:int
      width:int height:int userData:string?
    `,
    result: 'zoomTargetHandle:string',
  },
  setAssetSetDefinition: {
    purpose: 'Replace the definition string of an asset set.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string assetHandle:string setDefinition:string',
    versions: '>=2009-07-31',
  },
  setImageMaps: {
    purpose: 'Replace all image maps of an image.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string assetHandle:string imageMapArray:ImageMapDefinitionArray',
    result: 'imageMapHandleArray:HandleArray',
  },
  setImageSetMembers: {
    purpose: 'Replace the members of a set.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string assetHandle:string memberArray:ImageSetMemberUpdateArray',
  },
  setUrlModifier: {
    purpose: 'Store IS commands applied before/after the request (crop, adjustments).',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string assetHandle:string urlModifier:string? urlPostApplyModifier:string?',
  },
  setZoomTargets: {
    purpose: 'Replace all zoom targets of an image.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string assetHandle:string zoomTargetArray:ZoomTargetDefinitionArray',
    result: 'zoomTargetHandleArray:HandleArray',
  },
  updateAssetSet: {
    purpose: 'Change name/thumb/definition of an asset set.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string assetHandle:string setDefinition:string? thumbAssetHandle:string?',
    versions: '>=2009-07-31',
  },
  updateImageSet: {
    purpose: 'Change members/thumb of an image set.',
    class: 'B',
    roles: 'UACPKk',
    param: `
      companyHandle:string assetHandle:string memberArray:ImageSetMemberUpdateArray? thumbAssetHandle:string?
    `,
  },
});
