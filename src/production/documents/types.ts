import type { OpenDocument, PageColours, PageSize } from '#ports';

/** An open document, with what only some of them say. */
export type OpenedDocument = OpenDocument & {
  /** Colours that each page is painted with; undefined where they are not known. */
  readonly colours?: readonly PageColours[];
  /** Resources of Photoshop in an EPS. */
  readonly photoshop?: Uint8Array | undefined;
  /** Resolution of the picture that an EPS of Photoshop is. */
  readonly pictureResolutionPpi?: number | undefined;
};

/** What a document says of its pages: plain data, all that planning needs. */
export type DocumentProbe = {
  readonly pages: number;
  /** Sizes of the first pages, as many as may be drawn of it. */
  readonly sizes: readonly PageSize[];
  /** What each page is painted with; undefined where it is not known. */
  readonly colours?: readonly PageColours[];
  /** The path of an EPS of Photoshop that would become a mask. */
  readonly clippingPathName?: string | undefined;
  /** Of the picture that an EPS of Photoshop is. */
  readonly pictureResolutionPpi?: number | undefined;
};
