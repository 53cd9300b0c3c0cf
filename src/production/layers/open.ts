import { openSource } from '#base';
import { readPsd, readPsdLayers, type ByteSource, type PsdDocument, type PsdLayers } from '#formats';

/** A Photoshop document whose layers can be read while it is open. */
export type OpenPhotoshop = Disposable & { readonly source: ByteSource; readonly document: PsdDocument; readonly all: PsdLayers };

/** @throws BROKEN_FILE, UNSUPPORTED_IMAGE */
export function openPhotoshop(path: string): OpenPhotoshop {
  const { source, close } = openSource(path);
  try {
    const document = readPsd(source);
    return { source, document, all: readPsdLayers(source, document), [Symbol.dispose]: close };
  } catch (thrown) {
    close();
    throw thrown;
  }
}
