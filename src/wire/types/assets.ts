import { readTypes } from '../notation.ts';

/** Assets and what is told about them. */
export const assetTypes = readTypes({
  Asset: `
    assetHandle:string? type:string? subType:string? name:string? fileName:string?>=2010-01-31 folder:string?
    folderHandle:string? readyForPublish:boolean?>=2008-09-10 trashState:string?>=2008-09-10 projects:string?
    ipsImageUrl:string? created:dateTime? createUser:string? lastModified:dateTime? lastModifyUser:string?
    metadataArray:MetadataArray? imageInfo:ImageInfo? layerViewInfo:LayerViewInfo? templateInfo:TemplateInfo?
    watermarkInfo:WatermarkInfo? renderSceneInfo:RenderSceneInfo? vignetteInfo:VignetteInfo?
    cabinetInfo:CabinetInfo? windowCoveringInfo:WindowCoveringInfo? iccProfileInfo:IccProfileInfo?
    fontInfo:FontInfo? xslInfo:XslInfo? viewerPresetInfo:ViewerPresetInfo? viewerSwfInfo:ViewerSwfInfo?
    xmlInfo:XmlInfo? svgInfo:SvgInfo? fxgInfo:FxgInfo? pdfSettingsInfo:PdfSettingsInfo? zipInfo:ZipInfo?
    videoInfo:VideoInfo? acoInfo:AcoInfo? pdfInfo:PdfInfo? psdInfo:PsdInfo? flashInfo:FlashInfo?
    inDesignInfo:InDesignInfo? postScriptInfo:PostScriptInfo?>=2008-01-15
    illustratorInfo:IllustratorInfo?>=2008-01-15 wordInfo:WordInfo?>=2008-01-15 excelInfo:ExcelInfo?>=2008-01-15
    powerPointInfo:PowerPointInfo?>=2008-01-15 rtfInfo:RTFInfo?>=2008-01-15 maskInfo:MaskInfo?>=2008-01-15
    premiereExpressRemixInfo:PremiereExpressRemixInfo? cuePointInfo:CuePointInfo?>=2008-09-10
    audioInfo:AudioInfo?>=2008-09-10 assetSetInfo:AssetSetInfo?>=2009-07-31
    masterVideoInfo:MasterVideoInfo?>=2009-07-31 animatedGifInfo:AnimatedGifInfo?>=2012-02-14
    swcInfo:SwcInfo?>=2012-02-14 cssInfo:CssInfo?>=2012-02-14 javascriptInfo:JavascriptInfo?>=2012-02-14
    videoCaptionInfo:VideoCaptionInfo?>=2014-04-03 permissions:PermissionArray?
  `,
  AssetSummary: `
    assetHandle:string type:string? name:string? folder:string? filename:string? created:dateTime?
    createUser:string? lastModified:dateTime? lastModifyUser:string? metadataArray:MetadataArray? score:double?
    scoreDetail:string?
  `,
  AssetCount: 'assetType:string count:int',
  AssetMove: 'assetHandle:string folderHandle:string',
  AssetOperationFault: 'assetHandle:string code:int reason:string',
  OperationFault: 'code:int reason:string',
  GenerationInfo: `
    engine:string? originator:Asset? generated:Asset? attributeArray:GenerationAttributeArray?
  `,
  GenerationAttribute: 'name:string? value:string?',
  ZipEntry: `
    name:string isDirectory:boolean lastModified:dateTime compressedSize:long uncompressedSize:long
  `,
  ThumbAssetUpdate: 'assetHandle:string thumbAssetHandle:string?',
  FontFieldUpdate: `
    assetHandle:string fontName:string? postscriptName:string? rtfName:string? fontFamily:string? style:string?
    typeName:string? type:string?
  `,
  IccProfileFieldUpdate: 'assetHandle:string class:string? colorSpace:string? pcsType:string?',
  ImageFieldUpdate: 'assetHandle:string resolution:double? anchorX:int? anchorY:int? userData:string?',
  SearchStrings: `
    searchString:string keywordsArray:KeywordsArray status:boolean x:int y:int width:int height:int
    fontName:string pointSize:string
  `,
  Keywords: 'keyword:string status:boolean x:int y:int width:int height:int',
  DiskUsage: `
    companyHandle:string companyName:string imageCount:int diskSpaceUsage:long lastModified:dateTime
  `,
}, `
  Asset AssetCount AssetMove AssetOperationFault AssetSummary DiskUsage FontFieldUpdate GenerationAttribute
  GenerationInfo IccProfileFieldUpdate ImageFieldUpdate Keywords OperationFault SearchStrings ThumbAssetUpdate
  ZipEntry
`);
