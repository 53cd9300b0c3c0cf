import type { Transaction } from '#ports';
import type {
  ArtifactRole, Asset, AssetFacts, AssetMetadata, AssetType, ImageFacts, ImageMap, ImageMapChange, LinkMap, Making,
  MetadataMerge, SearchLine, StoredFile, TrashState,
} from './asset-types.ts';
import type { PropertySets } from './property-sets/types.ts';
import type {
  Sets,
} from './set-types.ts';

export * from './asset-types.ts';
export * from './set-types.ts';

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
