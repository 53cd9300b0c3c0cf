import { byteReader, type ByteSource } from '../bytes.ts';
import { photoshopResources } from '../photoshop/resources.ts';
import { maxBlockBytes, type EmbeddedBlocks } from './types.ts';

/** Resources that hold what other containers keep in places of their own. */
const resource = { exif: 1058, xmp: 1060 } as const;
const maxSectionBytes = 64 * 2 ** 20;

/** Reads the image resources of a document, large ones (PSB) too; all of IPTC is among them.
 *  @source Adobe Photoshop file formats specification, "File header section", "Image resources section" */
export function psdBlocks(source: ByteSource): EmbeddedBlocks {
  const headBytes = 26;
  const u32 = (offset: number): number => byteReader(source.read(offset, 4), 'big', 'PSD').u32(0);
  const at = headBytes + 4 + u32(headBytes);
  const length = Math.min(u32(at), source.sizeBytes - at - 4);
  if (length <= 0 || length > maxSectionBytes) return {};
  const photoshop = source.read(at + 4, length);
  return { ...photoshopBlocks(photoshop), photoshop };
}

/** The packet and the EXIF block among Photoshop resources. */
export function photoshopBlocks(photoshop: Uint8Array): Pick<EmbeddedBlocks, 'xmp' | 'exif'> {
  const resources = photoshopResources(photoshop);
  const content = (id: number): Uint8Array | undefined =>
    resources.find((one) => one.id === id && one.content.byteLength > 0 && one.content.byteLength <= maxBlockBytes)?.content;
  return { xmp: content(resource.xmp), exif: content(resource.exif) };
}
