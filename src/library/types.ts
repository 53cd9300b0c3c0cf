import type { Json } from '#base';
import type { Transaction } from '#ports';
import type { PropertySets } from './property-sets/types.ts';

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

export type Project = {
  readonly id: number; readonly companyId: number; readonly name: string; readonly createdAt: Date;
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
  readonly overwriteMode:
    'OverwriteFullName' | 'OverwriteAnyExt' | 'OverwriteFullNameAnyFolder' | 'OverwriteAnyExtAnyFolder';
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
  readonly crop: {
    readonly xPx: number; readonly yPx: number; readonly widthPx: number; readonly heightPx: number;
  } | undefined;
  /** A manual crop (default) beats a kept one, an automatic crop does not. */
  readonly cropOrigin?: 'manual' | 'auto';
  /** Projects of other companies and vanished ones are passed over: the door has checked them at upload time. */
  readonly projectIds: readonly number[];
  /** Join those of the asset unless `mergeMetadata` decides. */
  readonly keywords: readonly string[];
  /** Decides about description, keywords and packet; without it the first and last stay as they are. */
  readonly mergeMetadata?: MetadataMerge;
  readonly facts?: AssetFacts;
  readonly making?: Making;
};

/** What an asset becomes when its original is produced again. */
export type Reprocessing = Pick<Publication,
  | 'companyId' | 'type' | 'userEmail' | 'artifacts' | 'image' | 'facts' | 'making' | 'readyForPublish' | 'preservePublishState'
  | 'retainPublishState' | 'preserveCrop' | 'crop' | 'cropOrigin' | 'projectIds' | 'keywords' | 'mergeMetadata'
> & {
  readonly assetId: number;
  /** The original that was produced. */
  readonly originalBlobId: string;
};

/** `changed`: the asset has another original by now; nothing was stored. */
export type ReprocessOutcome =
  | { readonly kind: 'reprocessed'; readonly asset: Asset; readonly warnings: PublishOutcome['warnings'] }
  | { readonly kind: 'changed' };

export type PublishOutcome = {
  readonly kind: 'created' | 'renamed' | 'replaced' | 'skipped';
  readonly asset: Asset;
  /** Text keys of warnings met while merging with the old asset, for example `log.cropRemoved`. */
  readonly warnings: readonly 'log.cropRemoved'[];
};

/** What makes assets of assets, by its name on the wire. @source specification of assets, §8; the encoder has no documented name there */
export type GenerationEngine = 'PhotoshopLayers' | 'PostScriptRip' | 'ImageConvert' | 'SceneAuthoring' | 'Aco' | 'VideoTranscode';

/** Text of a URL modifier, or a part of the same derivation that it names. */
export type ModifierPiece = string | { readonly part: string };

/** What was made of an asset beside itself, by one engine. */
export type Derivation = Pick<Publication,
  'companyId' | 'userEmail' | 'readyForPublish' | 'preservePublishState' | 'retainPublishState' | 'preserveCrop' | 'projectIds' | 'keywords'
> & {
  readonly originatorId: number;
  /** Whether the originator was there before: what is new then inherits its publish state. */
  readonly isReplaced: boolean;
  /** With trailing slash. */
  readonly companyRoot: string;
  readonly engine: GenerationEngine;
  readonly parts: readonly {
    /** Finds it again at the next upload: `page 3`, `layer 2`, `template`. */
    readonly part: string;
    /** The id it would like to have, before cleaning. */
    readonly name: string;
    /** Of its file name, without the dot. */
    readonly extension: string;
    /** Below the originator's folder, with trailing slash. */
    readonly subfolder?: string;
    readonly type: AssetType;
    readonly subType?: string;
    /** What is served of it as it is; most parts have none. */
    readonly original?: StoredFile;
    readonly artifacts: Readonly<Partial<Record<ArtifactRole, StoredFile>>>;
    readonly image?: ImageFacts | undefined;
    readonly facts?: AssetFacts;
    readonly crop?: Publication['crop'];
    readonly cropOrigin?: 'manual' | 'auto';
    readonly anchor?: { readonly xPx: number; readonly yPx: number };
    /** The whole URL modifier, in place of crops. */
    readonly modifier?: readonly ModifierPiece[];
    /** Parts that it contains, in order; an empty name is the originator itself. */
    readonly members?: readonly string[];
    /** Links of a page, in order; undefined when nobody looked for them. */
    readonly links?: readonly LinkMap[];
    /** Text of a page; undefined when nobody looked for it. */
    readonly searchLines?: readonly SearchLine[];
  }[];
};

export type DerivedOutcome = {
  readonly part: string;
  readonly kind: 'created' | 'renamed' | 'replaced';
  readonly asset: Asset;
  readonly warnings: readonly 'log.cropRemoved'[];
};

export type Generation = { readonly originatorId: number; readonly generatedId: number; readonly engine: GenerationEngine; readonly part: string };

/** One system field condition; fields and operators are listed in `conditions.ts`, read without regard to case.
 *  Dates are ISO 8601, numbers decimal. */
export type NameCondition = {
  readonly field: string;
  readonly op: string;
  /** Unused by `Between` and `NotBetween`, which take both bounds, inclusive. */
  readonly value: string;
  readonly minValue?: string;
  readonly maxValue?: string;
};

export type SearchCriteria = {
  readonly companyId: number;
  /** With company root and trailing slash; undefined: anywhere in the company. */
  readonly folder?: string;
  readonly includeSubfolders: boolean;
  readonly isReadyForPublish?: boolean;
  /** Default: NotInTrash only. What was emptied from the trash is never found, `Any` included. */
  readonly trashState?: TrashState | 'Any';
  readonly types?: readonly AssetType[];
  readonly excludeTypes?: readonly AssetType[];
  /** Assets without a sub-type are found too unless `isSubTypeStrict`. */
  readonly subTypes?: readonly string[];
  readonly isSubTypeStrict?: boolean;
  /** Whole keywords, case-sensitive, all of them. */
  readonly keywords?: readonly string[];
  readonly conditions?: readonly NameCondition[];
  /** How the conditions combine with each other; default MatchAll. */
  readonly conditionMatch?: 'MatchAll' | 'MatchAny';
  /** How keywords and conditions combine with each other; default MatchAll. */
  readonly groupMatch?: 'MatchAll' | 'MatchAny';
  readonly projectId?: number;
  /** Default Name. Text compares byte by byte: capitals come first. Equal ones follow by age. */
  readonly sortBy?: 'Name' | 'Type' | 'Folder' | 'Created' | 'Modified' | 'FileName' | 'Size';
  readonly isDescending?: boolean;
  readonly pageSize: number;
  /** 1-based. */
  readonly page: number;
};

/** Servers that assets are published to, by the kind of asset. */
export type PublishContext = 'ImageServing' | 'ImageRendering' | 'Video';

/** What a publication is to bring up to date. */
export type PublicationRequest = {
  readonly companyId: number;
  readonly context: PublishContext;
  /** Everything that is marked, not only what is new or changed since it was last published. */
  readonly isFull: boolean;
  /** When this publication began: a full one publishes once what was published before. */
  readonly startedAt: Date;
};

type PublishedAsset = Pick<Asset, 'id' | 'name' | 'type' | 'folder' | 'fileName'>;
/** One step of a publication; with nothing in it the publication is done. */
export type PublicationBatch = {
  readonly published: readonly PublishedAsset[];
  /** Shown before, and marked no more or in the trash. */
  readonly withdrawn: readonly PublishedAsset[];
};

/** Where and when an asset was last published. */
export type PublicationRecord = { readonly serverName: string; readonly context: PublishContext; readonly publishedAt: Date };

/** Assets of a company that will soon be destroyed. */
export type TrashWarning = {
  readonly companyId: number; readonly assetCount: number;
  /** The first of them, by name. */
  readonly assetNames: readonly string[];
  /** When the first of them is destroyed. */
  readonly destroyedAt: Date;
};

/** Types of assets that have members. */
export const setTypes = ['ImageSet', 'RenderSet', 'SpinSet', 'Catalog', 'AssetSet', 'MediaSet'] as const satisfies readonly AssetType[];

/** @source specification of production, §11 "Limits" */
export const setLimits = { members: 1000, duplicates: 20 } as const;

export type SetMember = {
  readonly assetId: number;
  /** Shown in place of the member where one is chosen. */
  readonly swatchId?: number;
  /** In spins of two axes, from 0. */
  readonly row?: number;
  /** Begins a new spread of a catalog. */
  readonly isPageReset?: boolean;
};

export type PresentMember = { readonly asset: Asset; readonly swatch: Asset | undefined; readonly row: number | undefined; readonly isPageReset: boolean };

/** What a set holds, without what lies in the trash. */
export type SetContents = {
  /** In order. */
  readonly members: readonly PresentMember[];
  /** As somebody said it; undefined where it is made of the members. */
  readonly definition: string | undefined;
  readonly thumbAssetId: number | undefined;
};

export type NewSet = {
  readonly companyId: number;
  /** With company root and trailing slash; made if missing. */
  readonly folder: string;
  readonly name: string;
  readonly type: AssetType;
  readonly subType: string;
  readonly isReadyForPublish: boolean;
  readonly userEmail: string;
};

/** What is said anew about a set; what is not named stays. New members take the place of all old ones. */
export type SetChange = {
  readonly members?: readonly SetMember[];
  /** Undefined: it is made of the members again. */
  readonly definition?: string | undefined;
  readonly thumbAssetId?: number | undefined;
};

/** A set that is to grow: made if there is none, else given the members it shall have then. */
export type SetMerge = NewSet & {
  readonly preservePublishState: boolean | undefined;
  readonly retainPublishState: boolean;
  /** Puts together what the set shall hold, from what it holds. Fewer than two members leave everything as it is. */
  readonly arrange: (old: readonly PresentMember[]) => Promise<readonly SetMember[]>;
};

export type MergeOutcome =
  | { readonly kind: 'created' | 'changed' | 'unchanged'; readonly asset: Asset; readonly memberCount: number }
  | { readonly kind: 'tooFew' | 'tooMany'; readonly memberCount: number }
  /** By an asset that is no such set, or one in the trash. */
  | { readonly kind: 'nameTaken'; readonly asset: Asset };

/** An asset that could be a member. */
export type SetCandidate = { readonly id: number; readonly name: string; readonly folder: string };

export interface Sets {
  /** What was said about some sets, by their ids; those that are made of their members are missing. */
  definitionsOf(companyId: number, setIds: readonly number[]): Promise<ReadonlyMap<number, string>>;
  contentsOf(companyId: number, setId: number): Promise<SetContents>;
  /** Who has an Image Serving id, the trash included. */
  occupantOf(companyId: number, name: string): Promise<Asset | undefined>;
  /** @throws INVALID_PARAMETER for a name that is in use or cannot be one, and for members beyond the limits */
  create(set: NewSet, contents: SetChange): Promise<Asset>;
  /** @throws NOT_FOUND for what is no set; INVALID_PARAMETER as `create` */
  change(companyId: number, setId: number, change: SetChange, userEmail: string): Promise<void>;
  /** Part of the caller's transaction; the name is locked until it ends. */
  merge(transaction: Transaction, set: SetMerge): Promise<MergeOutcome>;
  /** Assets of these types that are not in the trash and no layers of documents, by age, a page at a time. */
  candidates(companyId: number, types: readonly AssetType[]): AsyncIterable<readonly SetCandidate[]>;
  /** Those of some assets that could be members. */
  candidatesAmong(companyId: number, types: readonly AssetType[], ids: readonly number[]): Promise<readonly SetCandidate[]>;
}

export interface Library {
  /** Names with values that companies and users have: encoding presets, scripts of automated sets. */
  readonly propertySets: PropertySets;
  /** Assets that hold assets: what is in them, and in which order. */
  readonly sets: Sets;

  /** What would happen to this upload now; changes nothing. */
  judge(placement: Placement): Promise<Verdict>;
  /** Judges again under a lock on the name, then stores the asset; part of the caller's transaction. Two transactions
   *  that publish several assets in different orders can deadlock: the database then ends one, which may be
   *  tried again. */
  publish(transaction: Transaction, publication: Publication): Promise<PublishOutcome>;
  /** Publishes several, with about as many statements as one takes. @returns their outcomes in the same order */
  publishAll(transaction: Transaction, publications: readonly Publication[]): Promise<readonly PublishOutcome[]>;

  /** Stores what became of an asset's original when it was produced again; part of the caller's transaction.
   *  @throws NOT_FOUND */
  reprocess(transaction: Transaction, made: Reprocessing): Promise<ReprocessOutcome>;
  /** Stores what was made of an asset beside itself; part of the caller's transaction. @throws NOT_FOUND */
  publishDerivation(transaction: Transaction, derivation: Derivation): Promise<readonly DerivedOutcome[]>;
  /** Who was made of whom. */
  generations(companyId: number, of: { readonly originatorId?: number; readonly generatedId?: number; readonly engine?: string }): Promise<readonly Generation[]>;
  /** Members of a set or catalog that are not in the trash, in order. */
  membersOf(companyId: number, containerId: number): Promise<readonly Asset[]>;
  /** Sets and catalogs that an asset is a member of and that are not in the trash, by age. */
  containersOf(companyId: number, memberId: number): Promise<readonly Asset[]>;
  /** Assets composed of others whose URL modifier has one of these texts in it, by age, what is in the trash left out: those
   *  that may name an asset. At most a thousand. */
  composedWith(companyId: number, texts: readonly string[]): Promise<readonly Asset[]>;
  /** Assets of these types that have an original and are not in the trash, by age, a page at a time. */
  withOriginals(companyId: number, types: readonly AssetType[]): AsyncIterable<readonly Pick<Asset, 'id' | 'name' | 'folder' | 'fileName'>[]>;

  /** In the order of the ids; unknown ones are missing. What is in the trash or was emptied from it is found here. */
  assetsByIds(companyId: number, ids: readonly number[]): Promise<readonly Asset[]>;
  /** Not those in the trash. One name can stand for several assets of different types. */
  assetsByNames(companyId: number, names: readonly string[], filter?: {
    readonly types?: readonly AssetType[]; readonly excludeTypes?: readonly AssetType[];
    readonly subTypes?: readonly string[]; readonly isSubTypeStrict?: boolean;
  }): Promise<readonly Asset[]>;
  /** @throws INVALID_PARAMETER for unknown fields, operators or values of conditions. */
  search(criteria: SearchCriteria): Promise<{ readonly totalRows: number; readonly assets: readonly Asset[] }>;
  /** The record `/is/image` serves: marked for publish and not in the trash. Cached by version for a moment. */
  servable(companyId: number, name: string): Promise<Asset | undefined>;
  /** Records that `/is/image` serves, by name: those of the names that there are, asked of the database. */
  servables(companyId: number, names: readonly string[]): Promise<readonly Asset[]>;
  /** The record `/is/content` serves, by id, id without suffix or `<folder>/<file.ext>`. */
  servableContent(companyId: number, path: string): Promise<Asset | undefined>;

  /** Marks assets for publishing or takes the marks away: a set takes its members along when it is marked, derived views follow
   *  their master. Unknown ones are passed over. @returns ids of those that changed */
  setPublishStates(companyId: number, assetIds: readonly number[], isReady: boolean, userEmail: string): Promise<readonly number[]>;
  /** Whether marks take effect at once (`PREPRESS_PUBLISH_INSTANT`), or by publications only. */
  readonly isInstant: boolean;
  /** Publishes and withdraws up to `most` assets each that are due, in the caller's transaction. Call it until a batch is empty;
   *  whoever is interrupted calls on with the same request. In the instant model it writes history only. */
  publishBatch(transaction: Transaction, request: PublicationRequest & { readonly most: number }): Promise<PublicationBatch>;
  /** How many assets `publishBatch` has still before it. */
  countPublication(request: PublicationRequest): Promise<{ readonly published: number; readonly withdrawn: number }>;
  /** Where and when an asset was last published; empty when never. @throws NOT_FOUND */
  publicationsOf(companyId: number, assetId: number): Promise<readonly PublicationRecord[]>;
  /** Publishes marked assets again though they did not change: at once, or in the classic model with the next publication.
   *  @returns ids of those that are marked */
  republish(companyId: number, assetIds: readonly number[]): Promise<readonly number[]>;
  /** Assets that are destroyed within `withinDays` and nobody was warned of yet, by company; part of the caller's transaction,
   *  after which they count as warned of. */
  takeTrashWarnings(transaction: Transaction, withinDays: number): Promise<readonly TrashWarning[]>;
  /** @throws NOT_FOUND */
  /** Marking a set marks what it holds as well; taking the mark from a set leaves its members alone. @throws NOT_FOUND */
  setPublishState(companyId: number, assetId: number, isReady: boolean, userEmail: string): Promise<void>;
  /** Changes the maps of an image together. @param change Says what there shall be; a map without an id is a new one.
   *  @returns all of them. @throws NOT_FOUND, and what `change` throws */
  changeImageMaps(companyId: number, assetId: number, change: (old: readonly ImageMap[]) => readonly ImageMapChange[], userEmail: string): Promise<readonly ImageMap[]>;
  /** Text of a page, in order; empty where none was extracted. */
  searchLinesOf(companyId: number, assetId: number): Promise<readonly SearchLine[]>;
  /** The XMP packet of an asset; undefined when it has none. */
  packetOf(companyId: number, assetId: number): Promise<Uint8Array | undefined>;
  /** Changes description, keywords and packet together. @throws NOT_FOUND, and what `change` throws */
  changeMetadata(companyId: number, assetId: number, change: (old: AssetMetadata) => AssetMetadata, userEmail: string): Promise<void>;
  /** Sets the commands applied before and after those of a request; what is undefined stays. @throws NOT_FOUND */
  setUrlModifiers(companyId: number, assetId: number, change: {
    readonly urlModifier?: string | undefined; readonly urlPostApplyModifier?: string | undefined;
  }, userEmail: string): Promise<void>;
  /** Moves to the trash; its name stays taken. @throws NOT_FOUND */
  trash(companyId: number, assetId: number, userEmail: string): Promise<void>;
  /** Lets delivery look these names up anew, whatever it remembers of them. */
  forgetShown(companyId: number, names: readonly string[]): void;
  /** Takes out of the trash into the old folder, which is made again if need be; the publish mark takes effect again.
   *  @throws NOT_FOUND unless it is in the trash. */
  restore(companyId: number, assetId: number, userEmail: string): Promise<void>;
  /** Destroys what is in the trash for good: names are free again, files no longer referred to.
   *  @param assetIds Undefined: the company's whole trash.
   *  @returns ids of those it destroyed. */
  emptyTrash(companyId: number, assetIds?: readonly number[]): Promise<readonly number[]>;
  /** Destroys what has been in the trash for its days, and forgets what was destroyed equally long ago. */
  sweep(): Promise<{ readonly destroyed: number; readonly forgotten: number }>;

  /** Creates missing parents; an existing folder is returned as it is. @param path with or without root and slashes. */
  createFolder(companyId: number, rootPath: string, path: string): Promise<Folder>;
  /** @param depth 0 only the top, n levels, negative all. */
  /** Undefined when there is no such folder. A company without any folder gets its root when first asked. */
  folderTree(companyId: number, path: string, depth: number): Promise<FolderTree | undefined>;
  /** The folder and everything below it, by path; empty when there is no such folder. */
  folders(companyId: number, path: string): Promise<readonly Folder[]>;

  /** By name. */
  projects(companyId: number): Promise<readonly Project[]>;
  projectsByNames(companyId: number, names: readonly string[]): Promise<readonly Project[]>;
  /** @throws INVALID_PARAMETER when the name is empty, above 128 characters or in use. */
  createProject(companyId: number, name: string): Promise<Project>;
  /** @throws INVALID_PARAMETER as `createProject`; NOT_FOUND */
  renameProject(companyId: number, projectId: number, name: string): Promise<Project>;
  /** Its assets stay. @throws NOT_FOUND */
  deleteProject(companyId: number, projectId: number): Promise<void>;
  /** Puts assets into a project, takes them out, or leaves exactly these in it. @throws NOT_FOUND */
  changeProjectAssets(companyId: number, projectId: number, change: 'add' | 'remove' | 'set', assetIds: readonly number[]): Promise<void>;
  /** Every blob an asset refers to, for the sweep. */
  referencedBlobs(): AsyncIterable<string>;
}
