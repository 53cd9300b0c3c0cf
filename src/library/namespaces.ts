import type { AssetType, PublishContext } from './types.ts';

/** Where an asset's name must be unique: among everything with an Image Serving id, or among its own type. */
export type Namespace = 'catalog' | AssetType;
/** Which door serves the asset: `/is/image`, `/is/content`, both or neither. */
type Door = 'image' | 'content' | 'both' | 'none';
type Place = { readonly isInCatalog: boolean; readonly context: PublishContext; readonly door: Door };

/** File type words of a job log line. @source specification of job tracking, §2.4 */
export type LogFileTypeName =
  | 'NoType' | 'MasterImage' | 'Mask' | 'IccProfile' | 'Font' | 'Xsl' | 'Video' | 'Template' | 'Xml' | 'ImageSet'
  | 'SpinSet' | 'Svg' | 'Pdf' | 'Aco' | 'PsdTemplate' | 'Zip' | 'Watermark' | 'Catalog' | 'Vignette' | 'Cabinet'
  | 'WindowCovering';

const picture: Place = { isInCatalog: true, context: 'ImageServing', door: 'image' };
const rendering: Place = { isInCatalog: true, context: 'ImageRendering', door: 'image' };
const shownAndServed: Place = { isInCatalog: true, context: 'ImageServing', door: 'both' };
const film: Place = { isInCatalog: true, context: 'Video', door: 'both' };
const sound: Place = { isInCatalog: false, context: 'Video', door: 'content' };
const file: Place = { isInCatalog: false, context: 'ImageServing', door: 'content' };
const inner: Place = { isInCatalog: false, context: 'ImageServing', door: 'none' };

/** A picture's original stays private: publishing it shows renderings only, so `image` types have no content.
 *  An animated GIF, an SVG and a video are shown as a still and served as the file they are.
 *  @source specification of assets, §3.3 and §6 */
const places: { readonly [T in AssetType]: Place } = {
  Image: picture, AnimatedGif: shownAndServed, Template: picture, LayerView: picture, AdjustedView: picture,
  Watermark: picture, Mask: picture, ImageSet: picture, RenderSet: picture, SpinSet: picture, Catalog: picture,
  AssetSet: film, MediaSet: picture, Psd: picture, PsdTemplate: picture, RenderScene: rendering,
  Vignette: rendering, Cabinet: rendering, WindowCovering: rendering,
  Svg: shownAndServed, Fxg: shownAndServed, Video: film, MasterVideo: film,
  Audio: sound, VideoCaption: sound, CuePoint: sound,
  Pdf: file, PostScript: file, Illustrator: file, InDesign: file, Zip: file, Word: file, Excel: file, PowerPoint: file,
  Rtf: file, Xml: file, Xsl: file, Font: file, IccProfile: file, Css: file, Javascript: file, Aco: file,
  Flash: file, Swc: file, ViewerSwf: file, PremiereExpressRemix: file,
  PdfSettings: inner, ViewerPreset: inner,
};

const logFileTypes: { readonly [T in AssetType]?: LogFileTypeName } = {
  Image: 'MasterImage', AnimatedGif: 'MasterImage', Psd: 'MasterImage', Mask: 'Mask', IccProfile: 'IccProfile',
  Font: 'Font', Xsl: 'Xsl', Video: 'Video', MasterVideo: 'Video', Template: 'Template', Xml: 'Xml',
  ImageSet: 'ImageSet', SpinSet: 'SpinSet', Svg: 'Svg', Pdf: 'Pdf', Aco: 'Aco', PsdTemplate: 'PsdTemplate', Zip: 'Zip',
  Watermark: 'Watermark', Catalog: 'Catalog', Vignette: 'Vignette', Cabinet: 'Cabinet',
  WindowCovering: 'WindowCovering',
};

/** Assets of one company and namespace have different names, the trash included. */
export function namespaceOf(type: AssetType): Namespace {
  return places[type].isInCatalog ? 'catalog' : type;
}

/** The context an asset of this type is published to. */
export function publishContextOf(type: AssetType): PublishContext {
  return places[type].context;
}

/** Does `/is/image` know assets of this type? */
export function isShownAsImage(type: AssetType): boolean {
  return places[type].door === 'image' || places[type].door === 'both';
}

/** Does `/is/content` give out the original of assets of this type? */
export function isServedAsContent(type: AssetType): boolean {
  return places[type].door === 'content' || places[type].door === 'both';
}

/** File type of an upload's log line; `NoType` where there is no counterpart. */
export function logFileTypeOf(type: AssetType): LogFileTypeName {
  return logFileTypes[type] ?? 'NoType';
}

/** Image and AnimatedGif replace each other, and so do films with encodes and without; every other type only itself.
 *  @source UploadPostJob, §3.1 */
export function mayReplace(type: AssetType, existing: AssetType): boolean {
  return familyOf(type) === familyOf(existing);
}

function familyOf(type: AssetType): AssetType {
  return type === 'AnimatedGif' ? 'Image' : type === 'MasterVideo' ? 'Video' : type;
}
