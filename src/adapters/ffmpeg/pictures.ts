import type { VideoTrack } from '#ports';

/** Height from which films that do not say are taken for high definition, whose colours are others. */
const highDefinitionPx = 720;

/** Filters that make a stored frame what is seen: woven fields put apart, colours named, pixels made square. The program turns
 *  frames upright by itself, before these see them.
 *  @param size Of what comes out. */
export function shownFilters(video: VideoTrack, size: { readonly widthPx: number; readonly heightPx: number }): string {
  const isNamed = video.isColourKnown || video.heightPx < highDefinitionPx;
  return [
    ...(video.isInterlaced ? ['yadif=deint=interlaced'] : []),
    ...(isNamed ? [] : ['setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709']),
    `scale=${size.widthPx}:${size.heightPx}:flags=bicubic`, 'setsar=1',
  ].join(',');
}
