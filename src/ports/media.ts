import type { EngineLimits } from './engine.ts';

/** Films and recordings by what their first bytes say, as far as they are opened. */
export type MediaKind =
  | 'mp4' | 'quicktime' | 'avi' | 'mpegVideo' | 'mpegTransport' | 'ogg' | 'asf' | 'matroska' | 'flv'
  | 'mp3' | 'aac' | 'ac3' | 'wav' | 'aiff';

export type MediaSource = { readonly path: string; readonly kind: MediaKind };

/** What a film or recording says of itself. */
export type MediaProbe = {
  readonly durationMs: number | undefined;
  readonly bitsPerSecond: number | undefined;
  readonly video: VideoTrack | undefined;
  readonly audio: AudioTrack | undefined;
};

/** The first moving pictures of a file; covers of recordings do not count. */
export type VideoTrack = {
  /** Number among all tracks. */
  readonly index: number;
  readonly codec: string;
  /** Pixels of a stored frame. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** The frame as it is seen: pixels made square, turned upright. */
  readonly shownWidthPx: number;
  readonly shownHeightPx: number;
  /** Width by height of one stored pixel. */
  readonly pixelAspect: number;
  /** Clockwise, what a player turns the frame by. */
  readonly rotationDeg: 0 | 90 | 180 | 270;
  readonly framesPerSecond: number | undefined;
  readonly durationMs: number | undefined;
  readonly isInterlaced: boolean;
  /** False where the file leaves open which colours its values mean. */
  readonly isColourKnown: boolean;
  readonly bitsPerSecond: number | undefined;
};

export type AudioTrack = {
  readonly index: number;
  readonly codec: string;
  readonly channels: number;
  readonly samplesPerSecond: number;
  readonly bitsPerSecond: number | undefined;
};

/** Which frame stands for a film: the one seen at a time, or the first that is not of one colour. */
export type StillChoice = { readonly timeMs: number } | 'firstUneven';

export type H264Profile = 'baseline' | 'main' | 'high';

/** A file to encode to. */
export type EncodeTarget = {
  readonly container: 'mp4' | 'ogv' | 'm4a' | 'mp3';
  readonly video: {
    readonly codec: 'h264' | 'theora';
    /** Even, of square pixels. */
    readonly widthPx: number;
    readonly heightPx: number;
    readonly bitsPerSecond: number;
    /** Undefined: as many as the source has. */
    readonly framesPerSecond: number | undefined;
    readonly profile: H264Profile;
    /** Such as `3.1`. */
    readonly level: string;
    /** A frame that can be entered at stands at every multiple of this. */
    readonly keyframeMs: number;
  } | undefined;
  readonly audio: { readonly codec: 'aac' | 'heAac' | 'mp3' | 'vorbis'; readonly bitsPerSecond: number } | undefined;
};

/** A film cut for streaming: segments that follow each other in one file, each of which can be entered. */
export type MediaStream = {
  readonly path: string;
  readonly segments: readonly { readonly durationMs: number; readonly sizeBytes: number }[];
};

/** Surroundings of one piece of work. */
export type MediaRun = {
  /** Where results are put; whoever owns the folder removes it. */
  readonly workFolderPath: string;
  readonly limits: EngineLimits;
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
};

/** Reads and encodes films and recordings with an optional program of this machine. Every method throws ENGINE_MISSING where it
 *  is not installed, and TIME_LIMIT, MEMORY_LIMIT, OUTPUT_LIMIT, STOPPED. */
export interface MediaEngine {
  /** Name of the program that is missing here; undefined where all are there. */
  missing(): Promise<string | undefined>;
  /** @throws BROKEN_FILE for what it cannot open or finds nothing in */
  probe(source: MediaSource, how: MediaRun): Promise<MediaProbe>;
  /** Makes a PNG of one frame, square pixels, upright.
   *  @returns its path; undefined where no frame could be decoded. */
  still(source: MediaSource, video: VideoTrack, choice: StillChoice, how: MediaRun): Promise<string | undefined>;
  /** @param how.onProgress Share done, 0..1.
   *  @returns path of the file. @throws ENGINE_FAILED */
  encode(source: MediaSource, probe: MediaProbe, target: EncodeTarget, how: MediaRun & { readonly onProgress?: (share: number) => void }): Promise<string>;
  /** Cuts a film of H.264 and AAC or MP3 into segments of MPEG transport stream, its pictures and sounds as they are.
   *  @param segmentMs Length of a segment; it ends at the first frame behind that can be entered. @throws ENGINE_FAILED */
  stream(source: MediaSource, probe: MediaProbe, segmentMs: number, how: MediaRun): Promise<MediaStream>;
}
