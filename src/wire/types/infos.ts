import { readTypes } from '../notation.ts';

const file = 'originalPath:string? originalFile:string? fileSize:long?>=2008-01-15';
const optimized = 'optimizedPath:string? optimizedFile:string?';
const image = 'imagePath:string? imageFile:string?';

/** Types that are a file and nothing more. */
const plainFiles = `
  AcoInfo AudioInfo CssInfo CuePointInfo ExcelInfo FlashInfo FontInfo FxgInfo IccProfileInfo IllustratorInfo
  InDesignInfo JavascriptInfo MasterVideoInfo PdfInfo PdfSettingsInfo PostScriptInfo PowerPointInfo
  PremiereExpressRemixInfo RTFInfo SvgInfo SwcInfo VideoCaptionInfo ViewerSwfInfo WordInfo XmlInfo XslInfo
  ZipInfo
`;

/** The part of an asset that depends on its type. */
export const infoTypes = readTypes({
  AnimatedGifInfo: `${file} ${optimized}`,
  AssetSetInfo: 'setDefinition:string?',
  CabinetInfo: `${file} ${image} ${optimized}`,
  ImageInfo: `
    originalPath:string? originalFile:string? ${optimized} maskPath:string? maskFile:string? width:int?
    height:int? fileSize:long?>=2008-01-15 resolution:double? sku:string? description:string? comments:string?
    userData:string? anchorX:int? anchorY:int? urlModifier:string? urlPostApplyModifier:string?
    zoomTargets:ZoomTargetArray? masks:MaskArray? imageMaps:ImageMapArray?
  `,
  LayerViewInfo: 'url:string? urlModifier:string? urlPostApplyModifier:string?',
  MaskInfo: 'maskPath:string? maskFile:string?',
  PsdInfo: `${file} optimizedPath:string?>=2012-02-14 optimizedFile:string?>=2012-02-14`,
  RenderSceneInfo: 'url:string?',
  TemplateInfo: 'url:string? urlModifier:string? urlPostApplyModifier:string?',
  VideoInfo: `${file} ${image} ${optimized}`,
  ViewerPresetInfo: 'type:string? configSettingArray:ConfigSettingArray?',
  VignetteInfo: `${file} ${image} ${optimized}`,
  WatermarkInfo: 'url:string? urlModifier:string? urlPostApplyModifier:string?',
  WindowCoveringInfo: `${file} ${image} ${optimized}`,
  ...Object.fromEntries(plainFiles.trim().split(/\s+/).map((name) => [name, file])),
});
