import { readTypes } from '../notation.ts';

const crops = `
  knockoutBackgroundOptions|knockoutBackground:KnockoutBackgroundOptions?>=2013-02-15
  manualCropOptions:ManualCropOptions? autoColorCropOptions|autoColorOptions:AutoColorCropOptions?
  autoTransparentCropOptions:AutoTransparentCropOptions?
`;
const documents = 'postScriptOptions:PostScriptOptions? pdfOptions:PDFOptions?';
const management = `
  illustratorOptions|IllustratorOptions:IllustratorOptions?>=2008-01-15
  colorManagementOptions:ColorManagementOptions? autoSetCreationOptions:AutoSetCreationOptions?>=2009-07-31
  projectHandleArray:HandleArray?
`;
const followOn = `
  postHttpUrl:string? postImageServingPublishJob:ImageServingPublishJob?
  postImageRenderingPublishJob:ImageRenderingPublishJob? postVideoPublishJob:VideoPublishJob?
`;

/** What an upload may ask of production. Rows stand in the order of the wire. */
export const uploadTypes = readTypes({
  UploadPostJob: `
    overwrite:boolean readyForPublish:boolean preservePublishState:boolean?>=2008-09-10 createMask:boolean
    preserveCrop:boolean?>=2008-09-10 ${crops} photoshopOptions:PhotoshopOptions?>=2010-01-31 ${documents}
    ${management} emailSetting:string postHttpUrl:string? mediaOptions:MediaOptions?
    inDesignOptions|InDesignOptions:InDesignOptions? xmpKeywords:string~?>=2014-04-03
    unsharpMaskOptions:UnsharpMaskOptions?>=2012-07-31
    unCompressOptions|unCompressionOptions:UnCompressOptions?>=2012-07-31
    excludeMasterVideoFromAVS:boolean?>=2014-04-03 sourceVideoAssetHandle:string?>=2022-11-01
    audioCaptionsMetadata:AudioCaptionsMetadata?>=2022-11-01
  `,
  UploadDirectoryJob: `
    destFolder:string? serverDir:string overwrite:boolean readyForPublish:boolean
    preservePublishState:boolean?>=2008-09-10 includeSubfolders:boolean createMask:boolean
    processMetadataFiles:boolean preserveCrop:boolean?>=2008-09-10 ${crops}
    photoshopOptions:PhotoshopOptions?>=2010-01-31 ${documents} ${management} emailSetting:string
    postJobOnlyIfFiles:boolean? ${followOn} mediaOptions:MediaOptions?
    inDesignOptions|InDesignOptions:InDesignOptions? xmpKeywords:string~? xmpTemplateId:string?<=2013-02-15
    xmpTemplateOverwrites:boolean?<=2013-02-15 unsharpMaskOptions:UnsharpMaskOptions?>=2012-07-31
    unCompressOptions|unCompressionOptions:UnCompressOptions?>=2012-07-31
    excludeMasterVideoFromAVS:boolean?>=2014-04-03
  `,
  UploadUrlsJob: `
    urlArray:UploadUrlArray? numUrls:int?>=2010-01-31 overwrite:boolean readyForPublish:boolean
    preservePublishState:boolean?>=2008-09-10 createMask:boolean preserveCrop:boolean?>=2008-09-10 ${crops}
    photoshopOptions:PhotoshopOptions?>=2010-01-31 ${documents} ${management} emailSetting:string
    postJobOnlyIfFiles:boolean? ${followOn} mediaOptions:MediaOptions?
    inDesignOptions|InDesignOptions:InDesignOptions? xmpKeywords:string~?>=2014-04-03
    unsharpMaskOptions:UnsharpMaskOptions?>=2012-07-31
    unCompressOptions|unCompressionOptions:UnCompressOptions?>=2012-07-31
    excludeMasterVideoFromAVS:boolean?>=2014-04-03
  `,
  ReprocessAssetsJob: `
    assetHandleArray:HandleArray readyForPublish:boolean? preservePublishState:boolean?>=2008-09-10
    createMask:boolean preserveCrop:boolean?>=2008-09-10 ${crops} photoshopOptions:PhotoshopOptions?>=2010-01-31
    ${documents} mediaOptions:MediaOptions? ${management} emailSetting:string postJobOnlyIfFiles:boolean?
    ${followOn} inDesignOptions|InDesignOptions:InDesignOptions?
    unsharpMaskOptions:UnsharpMaskOptions?>=2014-04-03 excludeMasterVideoFromAVS:boolean?>=2014-04-03
  `,
  KnockoutBackgroundOptions: 'corner:string tolerance:double? fillMethod:string',
  ManualCropOptions: 'left:int right:int top:int bottom:int',
  AutoColorCropOptions: 'corner:string tolerance:double',
  AutoTransparentCropOptions: 'tolerance:double',
  PhotoshopOptions: 'process:string? layerOptions:PhotoshopLayerOptions?',
  PhotoshopLayerOptions: `
    layerNaming:string? anchor:string? createTemplate:boolean? extractText:boolean? extendLayers:boolean?
  `,
  PostScriptOptions: `
    process:string?>=2008-01-15 resolution:double? colorspace|colorSpace:string? alpha:boolean?>=2008-01-15
    extractSearchWords:boolean?
  `,
  PDFOptions: `
    process:string?>=2008-01-15 resolution:double? colorspace|colorSpace:string? pdfCatalog:boolean?
    extractSearchWords:boolean? extractLinks:boolean?>=2009-07-31
  `,
  IllustratorOptions: 'process:string? resolution:double? colorspace|colorSpace:string? alpha:boolean?',
  InDesignOptions: 'process:string?',
  ColorManagementOptions: 'colorManagement:string sourceProfileHandle:string? outputProfileHandle:string?',
  AutoSetCreationOptions: 'autoSetsArray:HandleArray?',
  MediaOptions: `
    videoEncodingPresetsArray:HandleArray? videoEncodingArray:VideoEncodingArray?>=2017-10-29 generateThumbnail:boolean?
    thumbnailOptions:ThumbnailOptions?
  `,
  ThumbnailOptions: 'thumbnailTime:long?',
  VideoEncoding: `
    name|Name:string fileSuffix|FileSuffix:string playbackTarget|PlaybackTarget:string? width|Width:int? height|Height:int?
    videoCodec|VideoCodec:string? videoBitrate|VideoBitrate:int frameRate|FrameRate:double? h264Profile|H264Profile:string?
    h264Level|H264Level:string? audioCodec|AudioCodec:string? audioBitrate|AudioBitrate:int? active|Active:boolean?
    aspectRatio|AspectRatio:string?
  `,
  AudioCaptionsMetadata: 'label:string? language:string? languageCode:string? role:string? isDefault:boolean?',
  UnsharpMaskOptions: 'amount:double? radius:double? threshold:int? monochrome:int?',
  UnCompressOptions: 'process:string',
}, 'VideoEncoding');
