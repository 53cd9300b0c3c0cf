import { readTypes } from '../notation.ts';

/** Images: presets, maps, zoom targets, masks, sets. */
export const imageTypes = readTypes({
  ImageFormat: 'imageFormatHandle:string name:string urlModifier:string',
  ImageMap: `
    imageMapHandle:string? name:string? region:string? action:string? shapeType:string? position:int?
    enabled:boolean? lastModified:dateTime?
  `,
  ImageMapDefinition: 'name:string shapeType:string region:string action:string enabled:boolean',
  ZoomTarget: `
    zoomTargetHandle:string? name:string? xPosition:int? yPosition:int? width:int? height:int? userData:string?
    position:int? lastModified:dateTime?
  `,
  ZoomTargetDefinition: 'name:string xPosition:int yPosition:int width:int height:int userData:string?',
  Mask: 'maskHandle:string? name:string? maskPath:string? maskFile:string? lastModified:dateTime?',
  PerspectiveQuad: 'x0:double y0:double x1:double y1:double x2:double y2:double x3:double y3:double',
  ImageSetMember: 'asset:Asset? pageReset:boolean?',
  ImageSetMemberUpdate: 'assetHandle:string pageReset:boolean',
  VignettePublishFormat: `
    companyHandle:string vignetteFormatHandle:string name:string targetWidth:int targetHeight:int
    createPyramid:boolean thumbWidth:int saveAsVersion:int sizeSuffixSeparator:string sharpen:int
    usmAmount:double usmRadius:double usmThreshold:int
  `,
}, `
  ImageFormat ImageMap ImageMapDefinition ImageSetMember ImageSetMemberUpdate Mask VignettePublishFormat
  ZoomTarget ZoomTargetDefinition
`);
