import type { Transaction } from '#ports';

/** @source specification of assets, §2 and the asset type list of the interface */
export const assetTypes = [
  'Image', 'AnimatedGif', 'Template', 'LayerView', 'AdjustedView', 'Watermark', 'Mask', 'ImageSet', 'RenderSet', 'SpinSet',
  'Catalog', 'AssetSet', 'MediaSet', 'Vignette', 'Cabinet', 'WindowCovering', 'IccProfile', 'Font', 'Xsl', 'Xml', 'Svg',
  'Fxg', 'Pdf', 'PdfSettings', 'Zip', 'Aco', 'Flash', 'Swc', 'Css', 'Javascript', 'Video', 'MasterVideo', 'VideoCaption',
  'Audio', 'CuePoint', 'InDesign', 'PostScript', 'Illustrator', 'Psd', 'PsdTemplate', 'Word', 'Excel', 'PowerPoint', 'Rtf',
  'ViewerPreset', 'RenderScene', 'PremiereExpressRemix', 'ViewerSwf',
] as const;
export type AssetType = (typeof assetTypes)[number];

export type TrashState = 'NotInTrash' | 'InTrash' | 'InEmptiedTrash';

/** A file of an asset in the blob store. */
export type StoredFile = { readonly blobId: string; readonly sizeBytes: number };

/** Files production makes. `optimized`: colour pyramid; `mask`: one-channel pyramid; `preview`: rendered stand-in of what is not a raster. */
export type ArtifactRole = 'optimized' | 'mask' | 'thumbnail' | 'preview';

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
  readonly hasXmp: boolean;
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
};

export type Folder = {
  readonly id: number;
  readonly companyId: number;
  /** With company root and trailing slash. */
  readonly path: string;
  readonly modifiedAt: Date;
  readonly childModifiedAt: Date;
  readonly hasSubfolders: boolean;
};
export type FolderTree = Folder & { readonly subfolders: readonly FolderTree[] };

/** Where an upload wants to go, before anything is decided. */
export type Placement = {
  readonly companyId: number;
  readonly folder: string;
  /** Already cleaned by `cleanFileName`. */
  readonly fileName: string;
  readonly type: AssetType;
  readonly overwrite: boolean;
  readonly overwriteMode: 'OverwriteFullName' | 'OverwriteAnyExt' | 'OverwriteFullNameAnyFolder' | 'OverwriteAnyExtAnyFolder';
};

/** What will happen to an upload. */
export type Verdict =
  | { readonly kind: 'new'; readonly name: string; readonly fileName: string }
  | { readonly kind: 'replace'; readonly asset: Asset }
  | { readonly kind: 'skip'; readonly asset: Asset }
  | { readonly kind: 'rename'; readonly name: string; readonly fileName: string };

export type Publication = Placement & {
  readonly userEmail: string;
  readonly original: StoredFile;
  readonly artifacts: Readonly<Partial<Record<ArtifactRole, StoredFile>>>;
  readonly image: ImageFacts | undefined;
  readonly readyForPublish: boolean;
  /** Undefined: the company's `retainPublishState` decides. */
  readonly preservePublishState: boolean | undefined;
  readonly retainPublishState: boolean;
  readonly preserveCrop: boolean;
  /** Crop this upload asks for, already inside the image; undefined keeps or clears by `preserveCrop`. */
  readonly crop: { readonly xPx: number; readonly yPx: number; readonly widthPx: number; readonly heightPx: number } | undefined;
  readonly projectIds: readonly number[];
  readonly keywords: readonly string[];
};

export type PublishOutcome = {
  readonly kind: 'created' | 'renamed' | 'replaced' | 'skipped';
  readonly asset: Asset;
  /** Text keys of warnings met while merging with the old asset, for example `log.cropRemoved`. */
  readonly warnings: readonly 'log.cropRemoved'[];
};

export type NameCondition = {
  readonly field: string;
  readonly op: string;
  readonly value: string;
};

export type SearchCriteria = {
  readonly companyId: number;
  readonly folder?: string;
  readonly includeSubfolders: boolean;
  readonly isReadyForPublish?: boolean;
  /** Default: NotInTrash only. */
  readonly trashState?: TrashState | 'Any';
  readonly types?: readonly AssetType[];
  readonly excludeTypes?: readonly AssetType[];
  readonly subTypes?: readonly string[];
  readonly keywords?: readonly string[];
  readonly conditions?: readonly NameCondition[];
  readonly conditionMatch?: 'MatchAll' | 'MatchAny';
  readonly projectId?: number;
  readonly sortBy?: 'Name' | 'Type' | 'Folder' | 'Created' | 'Modified' | 'FileName' | 'Size';
  readonly isDescending?: boolean;
  readonly pageSize: number;
  /** 1-based. */
  readonly page: number;
};

export interface Library {
  /** What would happen to this upload now; changes nothing. */
  judge(placement: Placement): Promise<Verdict>;
  /** Judges again under a lock on the name, then stores the asset; part of the caller's transaction. */
  publish(transaction: Transaction, publication: Publication): Promise<PublishOutcome>;

  assetsByIds(companyId: number, ids: readonly number[]): Promise<readonly Asset[]>;
  assetsByNames(companyId: number, names: readonly string[], filter?: {
    readonly types?: readonly AssetType[]; readonly excludeTypes?: readonly AssetType[]; readonly subTypes?: readonly string[];
  }): Promise<readonly Asset[]>;
  search(criteria: SearchCriteria): Promise<{ readonly totalRows: number; readonly assets: readonly Asset[] }>;
  /** The record `/is/image` serves: marked for publish and not in the trash. Cached by version for a moment. */
  servable(companyId: number, name: string): Promise<Asset | undefined>;
  /** The record `/is/content` serves, by id, id without suffix or `<folder>/<file.ext>`. */
  servableContent(companyId: number, path: string): Promise<Asset | undefined>;

  setPublishState(companyId: number, assetId: number, isReady: boolean, userEmail: string): Promise<void>;
  /** Moves to the trash. @throws NOT_FOUND */
  trash(companyId: number, assetId: number, userEmail: string): Promise<void>;

  /** Creates missing parents; an existing folder is returned as it is. @param path with or without root and slashes. */
  createFolder(companyId: number, rootPath: string, path: string): Promise<Folder>;
  /** @param depth 0 only the top, n levels, negative all. */
  folderTree(companyId: number, path: string, depth: number): Promise<FolderTree | undefined>;
  folders(companyId: number, path: string): Promise<readonly Folder[]>;
  /** Every blob an asset refers to, for the sweep. */
  referencedBlobs(): AsyncIterable<string>;
}
