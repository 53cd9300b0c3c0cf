import type { Asset, AssetType } from '#library';
import type { WireObject } from '#wire';

import { filled, present } from './fields.ts';
import { presentImageMaps } from './image-maps.ts';

/** The `…Info` element of an asset under its name on the wire; nothing for types that have none. */
export function presentInfo(asset: Asset): WireObject {
  const info = infoOfType[asset.type];
  return info === undefined ? {} : { [info.element]: info.present(asset) };
}

type Info = { readonly element: string; readonly present: (asset: Asset) => WireObject };

const stored = (asset: Asset): WireObject => present({
  originalPath: asset.original && asset.originalFolder,
  originalFile: asset.original && asset.originalFileName,
  fileSize: asset.original?.sizeBytes,
});

/** The optimized file lies beside the original, under its name. */
const optimized = (asset: Asset): WireObject => asset.artifacts.optimized === undefined ? {} : {
  optimizedPath: asset.originalFolder,
  optimizedFile: `${stemOf(asset.originalFileName)}.tif`,
};

/** Alpha belongs to the optimized file, so that is what the mask fields name.
 *  @source specification of UploadPostJob, §3.4 */
const masked = (asset: Asset): WireObject => asset.artifacts.mask === undefined ? {} : {
  maskPath: asset.originalFolder,
  maskFile: `${stemOf(asset.originalFileName)}.tif`,
};

const modifiers = (asset: Asset): WireObject => present({
  urlModifier: filled(asset.urlModifier),
  urlPostApplyModifier: filled(asset.urlPostApplyModifier),
});

/** Width and height are those of the full picture, whatever a crop shows of it.
 *  @source specification of assets, §1.1 */
const image = (asset: Asset): WireObject => present({
  ...stored(asset), ...optimized(asset), ...masked(asset),
  width: asset.image?.widthPx,
  height: asset.image?.heightPx,
  resolution: asset.image?.resolutionPpi,
  description: filled(asset.description),
  userData: filled(asset.userData),
  anchorX: asset.anchorXPx,
  anchorY: asset.anchorYPx,
  ...modifiers(asset),
  imageMaps: asset.imageMaps && presentImageMaps(asset),
});

/** What stands in for something a renderer composes: `url` is both modifiers together. */
const composed = (asset: Asset): WireObject => present({
  url: filled([asset.urlModifier, asset.urlPostApplyModifier].filter((part) => part !== '').join('&')),
  ...modifiers(asset),
});

const storedAndOptimized = (asset: Asset): WireObject => ({ ...stored(asset), ...optimized(asset) });

/** Vignettes name their still picture: the thumbnail lies beside the original. */
const withPicture = (asset: Asset): WireObject => present({
  ...storedAndOptimized(asset),
  imagePath: asset.artifacts.thumbnail && asset.originalFolder,
  imageFile: asset.artifacts.thumbnail && `${stemOf(asset.originalFileName)}.jpg`,
});

/** What is optimized of a film is a film: the file that is served. Its still is the image.
 *  @source data types of the interface, "VideoInfo" */
const filmed = (asset: Asset): WireObject => present({
  ...stored(asset),
  imagePath: asset.artifacts.optimized && asset.originalFolder,
  imageFile: asset.artifacts.optimized && `${stemOf(asset.originalFileName)}.tif`,
  optimizedPath: asset.original && asset.originalFolder,
  optimizedFile: asset.original && asset.originalFileName,
});

const plain = (element: string): Info => ({ element, present: stored });

/** Sets and adjusted views have no `…Info` on the wire. */
const infoOfType: { readonly [Type in AssetType]: Info | undefined } = {
  Image: { element: 'imageInfo', present: image },
  AnimatedGif: { element: 'animatedGifInfo', present: storedAndOptimized },
  Template: { element: 'templateInfo', present: composed },
  LayerView: { element: 'layerViewInfo', present: composed },
  AdjustedView: undefined,
  Watermark: { element: 'watermarkInfo', present: composed },
  Mask: { element: 'maskInfo', present: masked },
  ImageSet: undefined,
  RenderSet: undefined,
  SpinSet: undefined,
  Catalog: undefined,
  AssetSet: { element: 'assetSetInfo', present: () => ({}) },
  MediaSet: undefined,
  Vignette: { element: 'vignetteInfo', present: withPicture },
  Cabinet: { element: 'cabinetInfo', present: withPicture },
  WindowCovering: { element: 'windowCoveringInfo', present: withPicture },
  IccProfile: plain('iccProfileInfo'),
  Font: plain('fontInfo'),
  Xsl: plain('xslInfo'),
  Xml: plain('xmlInfo'),
  Svg: plain('svgInfo'),
  Fxg: plain('fxgInfo'),
  Pdf: plain('pdfInfo'),
  PdfSettings: plain('pdfSettingsInfo'),
  Zip: plain('zipInfo'),
  Aco: plain('acoInfo'),
  Flash: plain('flashInfo'),
  Swc: plain('swcInfo'),
  Css: plain('cssInfo'),
  Javascript: plain('javascriptInfo'),
  Video: { element: 'videoInfo', present: filmed },
  MasterVideo: plain('masterVideoInfo'),
  VideoCaption: plain('videoCaptionInfo'),
  Audio: plain('audioInfo'),
  CuePoint: plain('cuePointInfo'),
  InDesign: plain('inDesignInfo'),
  PostScript: plain('postScriptInfo'),
  Illustrator: plain('illustratorInfo'),
  Psd: { element: 'psdInfo', present: storedAndOptimized },
  PsdTemplate: { element: 'psdInfo', present: storedAndOptimized },
  Word: plain('wordInfo'),
  Excel: plain('excelInfo'),
  PowerPoint: plain('powerPointInfo'),
  Rtf: plain('rtfInfo'),
  ViewerPreset: { element: 'viewerPresetInfo', present: () => ({}) },
  RenderScene: { element: 'renderSceneInfo', present: composed },
  PremiereExpressRemix: plain('premiereExpressRemixInfo'),
  ViewerSwf: plain('viewerSwfInfo'),
};

function stemOf(fileName: string): string {
  const dot = fileName.lastIndexOf('.');
  return dot > 0 ? fileName.slice(0, dot) : fileName;
}
