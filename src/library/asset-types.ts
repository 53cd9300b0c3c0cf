import type { Json } from '#base';

/** @source specification of assets, §2 and the asset type list of the interface */
export const assetTypes = [
  'Image', 'AnimatedGif', 'Template', 'LayerView', 'AdjustedView', 'Watermark', 'Mask', 'ImageSet', 'RenderSet',
  'SpinSet', 'Catalog', 'AssetSet', 'MediaSet', 'Vignette', 'Cabinet', 'WindowCovering', 'IccProfile', 'Font', 'Xsl',
  'Xml', 'Svg', 'Fxg', 'Pdf', 'PdfSettings', 'Zip', 'Aco', 'Flash', 'Swc', 'Css', 'Javascript', 'Video',
  'MasterVideo', 'VideoCaption', 'Audio', 'CuePoint', 'InDesign', 'PostScript', 'Illustrator', 'Psd', 'PsdTemplate',
  'Word', 'Excel', 'PowerPoint', 'Rtf', 'ViewerPreset', 'RenderScene', 'PremiereExpressRemix', 'ViewerSwf',
] as const;
export type AssetType = (typeof assetTypes)[number];

export type TrashState = 'NotInTrash' | 'InTrash' | 'InEmptiedTrash';

/** A file of an asset in the blob store. */
export type StoredFile = { readonly blobId: string; readonly sizeBytes: number };

/** Files production makes. `optimized`: colour pyramid; `mask`: one-channel pyramid; `preview`: rendered stand-in of
 *  what is not a raster; `stream`: a film in segments, one behind the other. */
export type ArtifactRole = 'optimized' | 'mask' | 'thumbnail' | 'preview' | 'stream';

/** Facts of a raster, in full-resolution pixels after orientation, not reduced by a crop. */
export type ImageFacts = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly resolutionPpi: number | undefined;
  readonly colour: 'gray' | 'rgb' | 'cmyk';
  readonly bitsPerComponent: 8 | 16;
  readonly hasAlpha: boolean;
  /** Description of the embedded profile, such as `sRGB IEC61966-2.1`. */
  readonly iccProfileName: string | undefined;
  /** Pyramid levels, full size first; the renderer reads the level just above the size it needs. */
  readonly levels: readonly { readonly widthPx: number; readonly heightPx: number }[];
  readonly photoshopPathNames: readonly string[];
  /** Outlines of these paths, in the same order; missing in records made before they were kept. */
  readonly photoshopPaths?: readonly PhotoshopPath[];
  readonly hasXmp: boolean;
};

/** An outline saved with an image. */
export type PhotoshopPath = {
  readonly name: string;
  /** The one that `createMask` follows. */
  readonly isClipping: boolean;
  /** Photoshop path records in base64, relative to the upright image; undefined where there was no room for them. */
  readonly records?: string | undefined;
};

export type Asset = {
  readonly id: number;
  readonly companyId: number;
  readonly type: AssetType;
  readonly subType: string;
  /** The asset id of the wire: file name without its last extension. */
  readonly name: string;
  /** Virtual file name, with extension. */
  readonly fileName: string;
  /** Virtual folder with company root and trailing slash. */
  readonly folder: string;
  readonly isReadyForPublish: boolean;
  readonly trashState: TrashState;
  readonly projectNames: readonly string[];
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly modifiedAt: Date;
  readonly modifiedBy: string;
  /** Rises with every change a reader could see. */
  readonly version: number;
  readonly original: StoredFile | undefined;
  /** Folder and file name of the original as first uploaded: unaffected by moves and renames. */
  readonly originalFolder: string;
  readonly originalFileName: string;
  readonly artifacts: Readonly<Partial<Record<ArtifactRole, StoredFile>>>;
  readonly image: ImageFacts | undefined;
  readonly anchorXPx: number | undefined;
  readonly anchorYPx: number | undefined;
  readonly urlModifier: string;
  readonly urlPostApplyModifier: string;
  readonly userData: string;
  readonly description: string;
  /** In the order they were added. */
  readonly keywords?: readonly string[];
  /** What the Info of its type shows beyond the common fields; undefined for plain rasters. */
  readonly facts?: AssetFacts;
  /** Places of an image that lead somewhere, in full-resolution pixels whatever a crop shows; undefined and empty mean none. */
  readonly imageMaps?: readonly ImageMap[];
  /** How its artifacts were made; undefined for those made before this was kept. */
  readonly making?: Making;
  /** When it entered the trash, or left it for good. */
  readonly trashedAt?: Date;
};

/** A place of an image that leads somewhere. @source specification of production, §9.3 */
export type ImageMap = {
  readonly id: number;
  readonly name: string;
  readonly shape: 'Rectangle' | 'Polygon';
  /** Whole pixels: left, top, right, bottom, or x and y of each corner. */
  readonly region: string;
  /** Attributes of an HTML area, `href` among them, or a bare address. */
  readonly action: string;
  /** Higher ones lie above. */
  readonly position: number;
  readonly isEnabled: boolean;
  /** ISO 8601. */
  readonly modifiedAt: string;
  /** It was made of a link of the document that its page came from. */
  readonly isOfLink?: boolean;
};

/** A map as it is to be; without an id it is a new one. */
export type ImageMapChange = Omit<ImageMap, 'id' | 'modifiedAt'> & { readonly id?: number };

/** A link of a page on its way to become a map. */
export type LinkMap = Pick<ImageMap, 'shape' | 'region' | 'action'>;

/** A rectangle of an image, in pixels from its upper left corner. */
export type WordBox = { readonly xPx: number; readonly yPx: number; readonly widthPx: number; readonly heightPx: number };

/** A line of text on a page, with those of its words that can be searched for. @source specification of production, §9.2 */
export type SearchLine = WordBox & {
  readonly text: string;
  readonly words: readonly (WordBox & { readonly text: string })[];
  /** PostScript name; empty where it is not known. */
  readonly fontName: string;
  readonly sizePt: number;
};

/** What is said about an asset in words. */
export type AssetMetadata = {
  /** XMP, as `getXMPPacket` gives it. */
  readonly packet: Uint8Array | undefined;
  /** The part of the packet that users and jobs said, not the file. */
  readonly edits: Uint8Array | undefined;
  readonly description: string;
  /** In order, each once. */
  readonly keywords: readonly string[];
};

/** Says what becomes of metadata when a file comes. @param old Undefined for a new asset. */
export type MetadataMerge = (old: AssetMetadata | undefined) => AssetMetadata;

/** Facts of a type other than a plain raster, named by production (such as a profile's class and colour space). */
export type AssetFacts = { readonly [name: string]: Json };

/** The item that made an asset's artifacts, and the options beyond the defaults that decided about their pixels;
 *  opaque here. */
export type Making = { readonly itemId: number; readonly options: Json };
