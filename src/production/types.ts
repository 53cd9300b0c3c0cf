import type { EmbeddedMetadata, FontStyle, NamedFont } from '#formats';
import type { ListTask, UnpackTask } from './archives/types.ts';
import type { AssetFacts, AssetType, Derivation, GenerationEngine, ImageFacts } from '#library';
import type { Pixels, TaskLimits } from '#ports';
import type { EncodingPreset } from './media/preset.ts';
import type { FailureCode, FailureParams, Json, TextKey } from '#base';

export type Corner = 'UpperLeft' | 'UpperRight' | 'BottomLeft' | 'BottomRight';
export type DocumentColour = 'Auto' | 'Rgb' | 'Cmyk' | 'Gray';

/** The 23 parameters of an upload job, checked and with their defaults: what production understands. Stored with the job.
 *  @source specification of UploadPostJob, §3 */
export type UploadOptions = {
  readonly overwrite: boolean;
  readonly readyForPublish: boolean;
  readonly preservePublishState?: boolean;
  readonly createMask: boolean;
  readonly preserveCrop: boolean;
  readonly knockout?: { readonly corner: Corner; readonly tolerance: number; readonly fillMethod: 'FloodFill' | 'MatchPixel' };
  /** Amounts cut from each side, in pixels; absent when all four are 0. */
  readonly manualCrop?: { readonly leftPx: number; readonly rightPx: number; readonly topPx: number; readonly bottomPx: number };
  readonly autoColorCrop?: { readonly corner: Corner; readonly tolerance: number };
  readonly autoTransparentCrop?: { readonly tolerance: number };
  readonly photoshop: {
    readonly process: 'None' | 'MaintainLayers';
    readonly layerNaming: 'LayerName' | 'AppendNumber' | 'AppendName' | 'Folders';
    readonly anchor: 'Center' | 'North' | 'Northwest' | 'West' | 'Southwest' | 'South' | 'Southeast' | 'East' | 'Northeast';
    readonly createTemplate: boolean; readonly extractText: boolean; readonly extendLayers: boolean;
  };
  readonly postScript: {
    readonly process: 'None' | 'Rasterize'; readonly resolutionPpi: number; readonly colour: DocumentColour; readonly alpha: boolean; readonly extractSearchWords: boolean;
    /** Somebody asked for this resolution: it is not the default. */
    readonly isResolutionChosen?: true;
  };
  readonly pdf: { readonly process: 'None' | 'Rasterize' | 'Thumbnail'; readonly resolutionPpi: number; readonly colour: DocumentColour; readonly catalog: boolean; readonly extractSearchWords: boolean; readonly extractLinks: boolean };
  readonly illustrator: { readonly process: 'None' | 'Rasterize'; readonly resolutionPpi: number; readonly colour: DocumentColour; readonly alpha: boolean };
  readonly colour: { readonly mode: 'Default' | 'MaintainOriginal' } | { readonly mode: 'Convert'; readonly sourceProfileId: number; readonly outputProfileId: number };
  readonly autoSetIds: readonly number[];
  readonly projectIds: readonly number[];
  readonly email: 'All' | 'Error' | 'ErrorAndWarning' | 'JobCompletion' | 'None';
  /** User who gets the mails; the submitter when absent. */
  readonly mailUserId?: number;
  readonly postHttpUrl?: string;
  readonly media: {
    readonly encodingPresetIds: readonly number[];
    /** Presets that came along with the job. */
    readonly encodings?: readonly EncodingPreset[];
    readonly generateThumbnail: boolean;
    readonly thumbnailTimeMs?: number;
    /** Is the source a member of its adaptive set? Default no. */
    readonly isMasterInSet?: boolean;
  };
  /** What a job says about the captions and sounds in it. */
  readonly captions?: { readonly sourceVideoId?: number; readonly track: CaptionTrack };
  readonly inDesign: { readonly process: 'None' | 'Rasterize' };
  readonly keywords: readonly string[];
  readonly unsharpMask?: { readonly amount: number; readonly radiusPx: number; readonly threshold: number; readonly isMonochrome: boolean };
  readonly uncompress: boolean;
};

/** What players show of a caption or sound file of a film: its label, language, role. */
type CaptionTrack = Readonly<Record<string, string | boolean>>;

/** Bounds of one item in a child process. */
export type ProductionLimits = TaskLimits & {
  /** Pixels of one image, before anything is decoded. */
  readonly pixels: number;
  /** Wall clock of a film or recording, in place of `timeMs`. */
  readonly filmTimeMs?: number;
};

/** Files with the ICC profiles that a file may need, whole, on this machine. */
export type TaskProfiles = {
  /** Chosen by the job: there when `options.colour` converts, and only then. */
  readonly source: string | undefined;
  readonly output: string | undefined;
  /** For CMYK without a profile: the company's, else the shared one. Undefined: the image library's own. */
  readonly defaultCmyk: string | undefined;
  /** An RGB profile that the company shows its images in; undefined: sRGB. */
  readonly defaultDisplay: string | undefined;
};

/** Which profiles a company works with: ids of assets of its own or of the shared company. */
export type CompanyProfiles = {
  readonly sharedCompanyId?: number;
  readonly defaultSourceProfileId?: number | undefined;
  readonly defaultDisplayProfileId?: number | undefined;
};

/** An image whose pyramids lie on this machine. */
export type ImagePlace = { readonly image: ImageFacts; readonly optimizedPath: string; readonly maskPath: string | undefined };

/** Draws commands over images that are no records yet, as delivery will: 8-bit RGB with alpha.
 *  @param images By the objects that the commands name. @throws a Failure for what delivery would refuse */
export type DrawTemplate = (template: {
  readonly modifier: string;
  readonly images: ReadonlyMap<string, ImagePlace>;
  readonly fontPath: (name: string, style: FontStyle) => string | undefined;
  readonly widthPx: number;
  readonly heightPx: number;
}) => Promise<Pixels>;

/** How a company wants Photoshop documents taken apart. @source specification of production, §8.2, §8.4 */
export type PhotoshopRules = {
  /** Behind the id of a document, for its template. */
  readonly templateSuffix: string;
  /** Names that count as none beside `Background` and `Layer #`; `#` stands for a number. */
  readonly layerNames: readonly string[];
};

/** A font of the company or of the shared one, for texts of documents. */
export type FontFile = { readonly name: string; readonly path: string };

/** A font file, read. */
export type TaskFont = NamedFont & {
  readonly path: string;
  /** In ems, from the top of its characters to their baseline. */
  readonly ascent: number;
};

/** What a child is asked to do. Plain data: it crosses a process boundary. */
export type ProductionTask = {
  readonly sourcePath: string;
  readonly fileName: string;
  readonly workFolderPath: string;
  readonly options: UploadOptions;
  readonly limits: ProductionLimits;
  /** Those that the options name and those they bring along. */
  readonly presets?: readonly EncodingPreset[];
  /** How many that the options name are there no more. */
  readonly vanishedPresets?: number;
  /** Undefined: no job, no company and so no profiles stand behind the file. */
  readonly profiles?: TaskProfiles;
  /** There when text may have to be drawn: the options extract it into a template, or the file is a document. */
  readonly fonts?: readonly FontFile[];
  readonly company: { readonly javascriptUploadEnabled: boolean; readonly pdfProcessingPageLimit: number; readonly photoshop?: PhotoshopRules };
};

/** The background an automatic crop cuts off. */
export type AutoCrop =
  | { readonly autoColorCrop: NonNullable<UploadOptions['autoColorCrop']> }
  | { readonly autoTransparentCrop: NonNullable<UploadOptions['autoTransparentCrop']> };

/** What a child is asked to look for in a file, without making anything of it. */
export type MeasureTask = Pick<ProductionTask, 'sourcePath' | 'fileName' | 'workFolderPath' | 'limits'> & {
  readonly kind: 'measure';
  readonly crop: AutoCrop;
};

/** All that a child may be asked. */
export type ChildTask = ProductionTask | MeasureTask | UnpackTask | ListTask;

export type ArtifactFile = { readonly role: 'optimized' | 'mask' | 'thumbnail' | 'preview' | 'stream'; readonly path: string };

/** What became of a file beside its own asset: pages, layers, a template, a catalog. Paths lie in the work folder. */
export type DerivedResult = {
  readonly engine: GenerationEngine;
  readonly parts: readonly (Omit<Derivation['parts'][number], 'artifacts' | 'original'> & {
    /** A file of its own, which its record calls the original. */
    readonly originalPath?: string;
    /** Its picture is that of the originator. */
    readonly isShownAsOriginator?: boolean;
    readonly artifacts: readonly ArtifactFile[];
    readonly warnings: readonly { readonly key: TextKey; readonly params: FailureParams }[];
  })[];
};

/** What a child answers. */
export type ProductionResult =
  | {
      readonly kind: 'made';
      readonly type: AssetType;
      readonly image: ImageFacts | undefined;
      /** What the Info of its type shows beyond the common fields. */
      readonly facts: AssetFacts | undefined;
      /** What the file says about itself. */
      readonly metadata: EmbeddedMetadata;
      readonly artifacts: readonly ArtifactFile[];
      /** What became of it beside its own asset. */
      readonly derived?: DerivedResult;
      readonly crop: { readonly xPx: number; readonly yPx: number; readonly widthPx: number; readonly heightPx: number } | undefined;
      /** How the crop came about; absent without one. */
      readonly cropOrigin?: 'manual' | 'auto';
      readonly warnings: readonly { readonly key: TextKey; readonly params: FailureParams }[];
      /** Secondary remarks that hang on the file's log line. */
      readonly notes: readonly { readonly key: TextKey; readonly params: FailureParams }[];
      /** The plan that ran, with sizes and times per step; plain data for `explain`. */
      readonly plan: Json;
    }
  | { readonly kind: 'skipped'; readonly warning: { readonly key: TextKey; readonly params: FailureParams } }
  | { readonly kind: 'failed'; readonly code: FailureCode; readonly params: FailureParams; readonly plan?: Json };
