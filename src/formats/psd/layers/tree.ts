import { brokenFile, latin1, type ByteSource } from '../../bytes.ts';
import type { PsdDocument } from '../document.ts';
import { contentOf } from './content.ts';
import { readRecords, type LayerRecord } from './records.ts';
import type { PsdGroup, PsdLayer, PsdLayers } from './types.ts';

/** A group while its members are being found. */
type OpenGroup = Omit<PsdGroup, 'members'> & { readonly members: (PsdLayer | PsdGroup)[] };

const maxLayers = 8000;

/** Reads the layers of a document and puts them into their groups. A group that is never closed reaches to the bottom; an end
 *  without a group is passed over.
 *  @throws BROKEN_FILE */
export function readPsdLayers(source: ByteSource, document: PsdDocument): PsdLayers {
  const records = readRecords(source, document.layersPlace);
  const members: (PsdLayer | PsdGroup)[] = [];
  const layers: PsdLayer[] = [];
  const groups: OpenGroup[] = [];
  let parent: OpenGroup | undefined;
  // A group's head lies above its members, and its end below them: from the top each is known when they come.
  for (const record of records.toReversed()) {
    if (record.section === 'groupEnd') {
      parent = parent?.parent as OpenGroup | undefined;
      continue;
    }
    const made = record.section === 'layer' ? layerOf(source, record, parent) : groupOf(record, parent);
    (parent?.members ?? members).push(made);
    if (made.kind === 'layer') layers.push(made);
    else groups.push(parent = made);
  }
  if (layers.length > maxLayers) throw brokenFile(`a Photoshop document of ${layers.length} layers`);
  for (const group of groups) group.members.reverse();
  return { members: members.reverse(), layers: layers.reverse(), groups: groups.reverse() };
}

function layerOf(source: ByteSource, { section: _, ...record }: LayerRecord, parent: PsdGroup | undefined): PsdLayer {
  const isBackground = record.index === 0 && parent === undefined && record.channels.length > 0 && record.channels.every(({ id }) => id !== -1);
  const content = contentOf(record.blocks, ({ offset, sizeBytes }) => latin1(source.read(offset, Math.min(4, sizeBytes))));
  return { ...record, kind: 'layer', parent, isBackground, content };
}

function groupOf({ section, box: _, ...record }: LayerRecord, parent: OpenGroup | undefined): OpenGroup {
  return { ...record, kind: 'group', parent, isOpen: section === 'openGroup', members: [] };
}
