import { readOperations } from '../notation.ts';
import { batchResult } from './shared.ts';

/** Publish state, contexts, settings, viewers, caches. */
export const publishingOperations = readOperations({
  addMediaPortalEvent: {
    purpose: 'Log a media-portal event (deprecated).',
    class: 'C',
    roles: 'UACTtPpKk',
    param: `
      eventType:string ipsUser:string companyHandle:string jobName:string jobDescription:string string1:string?
      string2:string? string3:string? string4:string? string5:string? int1:int? int2:int? int3:int? int4:int?
      int5:int? float1:double? float2:double? float3:double? time1:dateTime?
    `,
  },
  batchGetAssetPublishContexts: {
    purpose: 'In which publish contexts is each asset marked.',
    class: 'B',
    roles: 'UACTtPpKk',
    param: 'companyHandle:string assetHandleArray:HandleArray',
    result: 'assetPublishContextsArray:AssetPublishContextsArray',
    versions: '>=2012-02-14',
  },
  cdnCacheInvalidation: {
    purpose: 'Invalidate up to 1000 URLs at the CDN.',
    class: 'C',
    roles: 'AC',
    param: 'companyHandle:string confirmation:EmailConfirmation?<=2013-02-15 urlArray:UrlArray',
    result: `
      successCount:int<=2013-02-15 warningCount:int<=2013-02-15 errorCount:int<=2013-02-15
      errorDetailArray:OperationFaultArray?<=2013-02-15 invalidationHandle:string>=2014-04-03
      estimatedSeconds:int>=2014-04-03
    `,
  },
  createViewerPreset: {
    purpose: 'Create a viewer preset asset.',
    class: 'C',
    roles: 'ACTP',
    param: `
      companyHandle:string folderHandle:string name:string type:string configSettingArray:ConfigSettingArray?
    `,
    result: 'viewerPresetHandle:string',
  },
  createVignettePublishFormat: {
    purpose: 'Create a vignette output format.',
    class: 'C',
    roles: 'ACTP',
    param: `
      companyHandle:string name:string targetWidth:int targetHeight:int createPyramid:boolean thumbWidth:int
      saveAsVersion:int sizeSuffixSeparator:string sharpen:int usmAmount:double usmRadius:double
      usmThreshold:int
    `,
    result: 'vignetteFormatHandle:string',
  },
  deleteVignettePublishFormat: {
    purpose: 'Delete a vignette output format.',
    class: 'C',
    roles: 'ACTP',
    param: 'companyHandle:string vignetteFormatHandle:string',
  },
  getActivePublishContexts: {
    purpose: 'Publish contexts that have servers for the company.',
    class: 'A',
    roles: 'UACTtPpKk',
    param: 'companyHandle:string',
    result: 'contextArray:StringArray',
    versions: '>=2012-02-14',
    aliases: ['getActivePublishContext'],
  },
  getAssetPublishHistory: {
    purpose: 'When and where an asset was last published.',
    class: 'B',
    roles: 'UACTtPpKk',
    param: 'companyHandle:string assetHandle:string',
    result: 'pubHistoryArray:PublishHistoryArray',
  },
  getCdnCacheInvalidationStatus: {
    purpose: 'Poll an invalidation (deprecated).',
    class: 'C',
    roles: 'AC',
    param: 'companyHandle:string invalidationHandle:string',
    result: 'status:string pingAfterSeconds:int? completionTime:dateTime?',
    versions: '>=2014-04-03',
  },
  getImageRenderingCatalog: {
    purpose: 'The catalog of Image Rendering as text.',
    class: 'C',
    roles: 'ACTP',
    param: 'companyHandle:string',
    result: 'catalog:string',
    versions: '<=2013-02-15',
  },
  getImageRenderingPublishSettings: {
    purpose: 'IR publish settings.',
    class: 'B',
    roles: 'ACTP',
    param: 'companyHandle:string contextHandle:string?>=2012-02-14',
    result: 'publishSettingArray:ConfigSettingArray',
  },
  getImageServingCatalog: {
    purpose: 'The catalog of Image Serving as text.',
    class: 'C',
    roles: 'ACTP',
    param: 'companyHandle:string',
    result: 'catalog:string',
    versions: '<=2013-02-15',
  },
  getImageServingPublishSettings: {
    purpose: 'IS publish/catalog settings.',
    class: 'A',
    roles: 'ACTP',
    param: 'companyHandle:string contextHandle:string?>=2012-02-14',
    result: 'publishSettingArray:ConfigSettingArray',
  },
  getMediaPortalEvent: {
    purpose: 'Read media-portal events (deprecated).',
    class: 'C',
    roles: 'UACTtPpKk',
    param: `
      eventType:string? ipsUser:string? companyHandle:string? jobName:string? jobDescription:string?
      beforeDate:dateTime? afterDate:dateTime?
    `,
    result: 'MediaPortalEventArray:MPEventArray',
  },
  getPublishContexts: {
    purpose: 'All publish contexts of a company.',
    class: 'A',
    roles: 'UACTtPpKk',
    param: 'companyHandle:string contextType:string?',
    result: 'publishContextArray:PublishContextArray',
    versions: '>=2012-02-14',
  },
  getSecureISAuthToken: {
    purpose: 'Token for the secure preview image server.',
    class: 'C',
    roles: 'UACTtPpKk',
    param: 'companyHandle:string',
    result: 'SecureISAuthToken:string',
    versions: '>=2017-10-29',
  },
  getViewerConfigSettings: {
    purpose: 'Settings of a viewer preset.',
    class: 'C',
    roles: 'ACTP',
    param: 'companyHandle:string assetHandle:string',
    result: 'type:string configSettingArray:ConfigSettingArray',
  },
  getVignettePublishFormats: {
    purpose: 'Vignette output formats.',
    class: 'C',
    roles: 'ACTP',
    param: 'companyHandle:string',
    result: 'vignetteFormatArray:VignettePublishFormatArray',
  },
  setAssetPublishState: {
    purpose: 'Mark/unmark one asset for publish.',
    class: 'B',
    roles: 'UACKk',
    param: `
      companyHandle:string assetHandle:string publishState:string contextHandleArray:HandleArray?>=2012-02-14
    `,
  },
  setAssetsContextState: {
    purpose: 'Mark assets per publish context.',
    class: 'B',
    roles: 'UACTtPpKk',
    param: `
      companyHandle:string assetsContextStateUpdateArray|assetsContextHandle:AssetsContextStateUpdateArray
    `,
    result: `${batchResult}`,
    versions: '>=2012-02-14',
  },
  setAssetsPublishState: {
    purpose: 'Mark/unmark many assets for publish.',
    class: 'B',
    roles: 'UACPKk',
    param: 'companyHandle:string publishStateUpdateArray:PublishStateUpdateArray',
    result: `${batchResult}`,
    versions: '>=2008-01-15',
  },
  setImageRenderingPublishSettings: {
    purpose: 'Change IR publish settings.',
    class: 'B',
    roles: 'ACTP',
    param: `
      companyHandle:string contextHandle:string?>=2012-02-14
      publishSettingArray|publishSettingsArray:ConfigSettingArray
    `,
  },
  setImageServingPublishSettings: {
    purpose: 'Change IS publish settings.',
    class: 'B',
    roles: 'ACTP',
    param: `
      companyHandle|CompanyHandle:string contextHandle:string?>=2012-02-14
      publishSettingArray|publishSettingsArray:ConfigSettingArray
    `,
  },
  setViewerConfigSettings: {
    purpose: 'Replace settings of a viewer preset.',
    class: 'C',
    roles: 'ACTP',
    param: `
      companyHandle:string assetHandle:string name:string type:string configSettingArray:ConfigSettingArray
    `,
  },
  updateViewerConfigSettings: {
    purpose: 'Change single settings of a viewer preset.',
    class: 'C',
    roles: 'ACTP',
    param: 'companyHandle:string assetHandle:string configSettingArray:ConfigSettingArray',
  },
  updateVignettePublishFormat: {
    purpose: 'Change a vignette output format.',
    class: 'C',
    roles: 'ACTP',
    param: `
      companyHandle:string vignetteFormatHandle:string name:string? targetWidth:int? targetHeight:int?
      createPyramid:boolean? thumbWidth:int? saveAsVersion:int? sizeSuffixSeparator:string? sharpen:int?
      usmAmount:double? usmRadius:double? usmThreshold:int?
    `,
    result: 'vignetteFormatHandle:string',
  },
});
