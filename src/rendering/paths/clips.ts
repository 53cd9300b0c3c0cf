import type { Affine } from '#formats';
import type { Command } from '../grammar/merge.ts';
import type { Clip } from '../types.ts';
import { readPathData } from '../values/path-data.ts';
import { embeddedRecords, type PathSource } from './embedded.ts';

/** Reads what cuts a layer or the composite to shape. Removing needs something that keeps: without it nothing is cut.
 *  @param commands Those of the layer, or of the composite.
 *  @param drawnToReply From the coordinates of path data to pixels of the reply.
 *  @param embeddedToReply From the unit square of the source to pixels of the reply.
 *  @throws DELIVERY_BAD_REQUEST @source delivery, §3.3 `clipPath`, `clipXPath`, `clipPathE`, `clipXPathE` */
export function readClips(
  commands: ReadonlyMap<string, Command>, image: PathSource, drawnToReply: Affine, embeddedToReply: Affine,
): readonly Clip[] {
  const drawn = (name: string, keeps: Clip['keeps']): readonly Clip[] => {
    const command = commands.get(name);
    return command ? [{ keeps, outline: { kind: 'drawn', path: readPathData(command.name, command.value) }, toReply: drawnToReply }] : [];
  };
  const embedded = (name: string, keeps: Clip['keeps']): readonly Clip[] => {
    const command = commands.get(name);
    return command ? embeddedRecords(command, image).map((records) => ({ keeps, outline: { kind: 'embedded', records }, toReply: embeddedToReply })) : [];
  };
  const kept = [...drawn('clippath', 'inside'), ...embedded('clippathe', 'inside')];
  const removed = [...drawn('clipxpath', 'outside'), ...embedded('clipxpathe', 'outside')];
  return kept.length === 0 ? [] : [...kept, ...removed];
}
