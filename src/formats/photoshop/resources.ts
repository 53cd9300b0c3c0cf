import { byteReader, latin1 } from '../bytes.ts';

/** One Photoshop image resource. */
export type PhotoshopResource = { readonly id: number; readonly name: string; readonly content: Uint8Array };

/** Names of the saved paths, and the one that clips. */
export type PhotoshopPaths = {
  readonly names: readonly string[];
  /** Text of resource 2999. */
  readonly clippingName: string | undefined;
};

const maxResources = 10_000;

/** Walks a block of resources as it stands in JPEG APP13 (with or without its `Photoshop 3.0` mark), TIFF tag 34377 and
 *  PSD. Stops quietly where the block is damaged.
 *  @source Adobe Photoshop file formats specification, "Image resources section" */
export function photoshopResources(block: Uint8Array): readonly PhotoshopResource[] {
  const mark = 'Photoshop 3.0\0';
  const start = latin1(block.subarray(0, mark.length)) === mark ? mark.length : 0;
  const numbers = byteReader(block, 'big', 'Photoshop resources');
  const resources: PhotoshopResource[] = [];
  try {
    for (let at = start; at + 12 <= block.byteLength && resources.length < maxResources;) {
      if (!['8BIM', 'MeSa', 'PHUT', 'AgHg', 'DCSR'].includes(numbers.latin1(at, 4))) break;
      const id = numbers.u16(at + 4);
      const nameLength = numbers.u8(at + 6);
      const name = decodeName(numbers.bytes(at + 7, nameLength));
      const sizeAt = at + 6 + even(1 + nameLength);
      const size = numbers.u32(sizeAt);
      resources.push({ id, name, content: numbers.bytes(sizeAt + 4, size) });
      at = sizeAt + 4 + even(size);
    }
  } catch {
    // What was read before the damage is kept.
  }
  return resources;
}

/** Saved paths in the order of their resource ids. */
export function photoshopPaths(block: Uint8Array): PhotoshopPaths {
  const resources = photoshopResources(block);
  const paths = resources.filter((resource) => resource.id >= 2000 && resource.id <= 2997).toSorted((a, b) => a.id - b.id);
  return { names: paths.map((path) => path.name), clippingName: clippingNameOf(resources) };
}

/** Text of resource 2999: as long as its first byte says, or as its first two bytes say (then the first is 0). */
export function clippingNameOf(resources: readonly PhotoshopResource[]): string | undefined {
  const content = resources.find((resource) => resource.id === 2999)?.content;
  if (!content) return undefined;
  const start = content[0] === 0 ? 1 : 0;
  const name = decodeName(content.subarray(start + 1, start + 1 + (content[start] ?? 0))).replace(/\0+$/, '');
  return name === '' ? undefined : name;
}

/** Pixels per inch from resource 1005; undefined when absent. */
export function photoshopResolutionPpi(block: Uint8Array): number | undefined {
  const content = photoshopResources(block).find((resource) => resource.id === 1005)?.content;
  if (!content || content.byteLength < 4) return undefined;
  const ppi = byteReader(content, 'big', 'resolution').u32(0) / 65536;
  // Rounded as everywhere: what was 72 in a sixteen-bit fraction is 72 again.
  return ppi > 0 ? Math.round(ppi * 10_000) / 10_000 : undefined;
}

/** Old names are in the writer's own code page; UTF-8 where it reads as such, Latin-1 otherwise. */
function decodeName(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return latin1(bytes);
  }
}

function even(size: number): number {
  return size + (size % 2);
}
