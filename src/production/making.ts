import type { Json } from '#base';
import type { AssetType, Making } from '#library';
import type { UploadOptions } from './types.ts';

/** Options that decide about an asset's pixels, as far as they are not the defaults. */
export type MakingOptions = Partial<Pick<UploadOptions,
  | 'createMask' | 'knockout' | 'colour' | 'unsharpMask' | 'photoshop' | 'postScript' | 'pdf' | 'illustrator' | 'inDesign' | 'media'
>>;

/** What an asset keeps of how it was made, so that it can be made again in the same way. */
export function makingOf(itemId: number, type: AssetType, options: UploadOptions): Making {
  const kept: MakingOptions = {
    ...(options.createMask && { createMask: true }),
    ...(options.knockout && { knockout: options.knockout }),
    ...(options.colour.mode !== 'Default' && { colour: options.colour }),
    ...(options.unsharpMask && { unsharpMask: options.unsharpMask }),
    ...documentOptions[type]?.(options),
  };
  return { itemId, options: kept as Json };
}

/** Options that only documents of a type know. */
const documentOptions: { readonly [T in AssetType]?: (options: UploadOptions) => MakingOptions } = {
  PsdTemplate: ({ photoshop }) => (photoshop.process === 'None' ? {} : { photoshop }),
  Image: ({ photoshop }) => (photoshop.process === 'None' ? {} : { photoshop }),
  PostScript: ({ postScript }) => ({ postScript }),
  Pdf: ({ pdf }) => ({ pdf }),
  Illustrator: ({ illustrator }) => ({ illustrator }),
  InDesign: ({ inDesign }) => ({ inDesign }),
  Video: ({ media }) => ({ media }),
  MasterVideo: ({ media }) => ({ media }),
  Audio: ({ media }) => ({ media }),
};

/** The options to make an asset again as it was made. @param base For what it kept nothing about. */
export function optionsOfMaking(base: UploadOptions, making: Making | undefined): UploadOptions {
  return { ...base, ...(making?.options as MakingOptions | undefined) };
}
