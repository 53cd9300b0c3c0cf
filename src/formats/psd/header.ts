import { Failure } from '#base';
import { brokenFile, byteReader, type ByteSource } from '../bytes.ts';

/** How a Photoshop document stores colour. */
export type PsdMode = 'bitmap' | 'gray' | 'indexed' | 'rgb' | 'cmyk' | 'multichannel' | 'duotone' | 'lab';

/** The first 26 bytes of a Photoshop document. */
export type PsdHeader = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly mode: PsdMode;
  /** Planes of the merged image, alpha and spot channels included: 1..56. */
  readonly channels: number;
  readonly bitsPerComponent: 1 | 8 | 16 | 32;
};

export const psdHeaderBytes = 26;

/** Bounds of the format. @source Adobe Photoshop file formats specification, "File header section" */
const most = { edgePx: 30_000, channels: 56 };

const modes: Readonly<Record<number, PsdMode>> = {
  0: 'bitmap', 1: 'gray', 2: 'indexed', 3: 'rgb', 4: 'cmyk', 7: 'multichannel', 8: 'duotone', 9: 'lab',
};

/** Planes of colour in each mode; multichannel has as many as it says. */
export const psdColours: Readonly<Record<PsdMode, number>> = {
  bitmap: 1, gray: 1, indexed: 1, rgb: 3, cmyk: 4, multichannel: 1, duotone: 1, lab: 3,
};

/** Reads and checks the header.
 *  @throws BROKEN_FILE, and UNSUPPORTED_IMAGE for large documents (PSB) */
export function readPsdHeader(source: ByteSource): PsdHeader {
  const numbers = byteReader(source.read(0, Math.min(psdHeaderBytes, source.sizeBytes)), 'big', 'Photoshop document');
  if (numbers.latin1(0, 4) !== '8BPS') throw brokenFile('not a Photoshop document');
  const version = numbers.u16(4);
  if (version === 2) throw new Failure('UNSUPPORTED_IMAGE', { detail: 'large Photoshop documents (PSB) are not supported' });
  if (version !== 1) throw brokenFile(`a Photoshop document of version ${version}`);
  const [channels, heightPx, widthPx, bits, code] = [numbers.u16(12), numbers.u32(14), numbers.u32(18), numbers.u16(22), numbers.u16(24)];
  const mode = modes[code];
  if (mode === undefined) throw brokenFile(`a Photoshop document of colour mode ${code}`);
  if (!isEdge(widthPx) || !isEdge(heightPx)) throw brokenFile(`a Photoshop document of ${widthPx} by ${heightPx} pixels`);
  if (channels < psdColours[mode] || channels > most.channels) throw brokenFile(`a Photoshop document of ${channels} channels in mode ${mode}`);
  return { widthPx, heightPx, mode, channels, bitsPerComponent: checkBits(bits, mode) };
}

function isEdge(px: number): boolean {
  return px >= 1 && px <= most.edgePx;
}

function checkBits(bits: number, mode: PsdMode): PsdHeader['bitsPerComponent'] {
  const isKnown = bits === 1 || bits === 8 || bits === 16 || bits === 32;
  if (!isKnown || (bits === 1) !== (mode === 'bitmap')) throw brokenFile(`a Photoshop document of ${bits} bits in mode ${mode}`);
  return bits;
}
