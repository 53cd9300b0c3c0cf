import { latin1, type ByteSource } from '../bytes.ts';
import { postScriptSections, sectionSource } from '../postscript/section.ts';
import { findPackets } from '../xmp/packets.ts';
import { photoshopBlocks } from './psd.ts';
import { maxBlockBytes, type EmbeddedBlocks } from './types.ts';

/** The block stands among the comments in front, behind a preview at most. */
const mostBytes = 64 * 2 ** 20;

/** Comments in front are read so far. */
const hintBytes = 64 * 2 ** 10;

/** Reads the packet of a PostScript program, and the image resources that Photoshop writes into an EPS as hexadecimal
 *  comments; a DOS EPS with its preview too. Stops quietly where they are damaged.
 *  @source Adobe Photoshop file formats specification, "Photoshop EPS files": `%BeginPhotoshop: <count>`, lines of `% ` and
 *  digits, `%EndPhotoshop`; XMP specification part 3, §2.6 "PostScript and EPS" */
export function epsBlocks(source: ByteSource): EmbeddedBlocks {
  const program = programOf(source);
  const photoshop = hexBlock(program.read(0, Math.min(program.sizeBytes, mostBytes)));
  const blocks = photoshop ? photoshopBlocks(photoshop) : {};
  return { ...blocks, xmp: mainPacket(program) ?? blocks.xmp, ...(photoshop && { photoshop }) };
}

/** Behind a header that leads nowhere the program is looked for all the same. */
function programOf(source: ByteSource): ByteSource {
  try {
    return sectionSource(source, postScriptSections(source).program);
  } catch {
    return source;
  }
}

/** Pictures that are placed in the drawing may bring packets of their own: a comment says which one is the drawing's. */
function mainPacket(program: ByteSource): Uint8Array | undefined {
  const hint = /[\r\n]%ADO_ContainsXMP:[ \t]*(\w+)/.exec(latin1(program.read(0, Math.min(hintBytes, program.sizeBytes))))?.[1];
  if (hint === 'NoMain') return undefined;
  return findPackets(program, maxBlockBytes).at(hint === 'MainLast' ? -1 : 0)?.packet;
}

function hexBlock(eps: Uint8Array): Uint8Array | undefined {
  const text = Buffer.from(eps.buffer, eps.byteOffset, eps.byteLength);
  const mark = '%BeginPhotoshop:';
  const found = text.indexOf(mark, 0, 'latin1');
  if (found < 0) return undefined;
  const header = /^\s*(\d{1,9})[^\r\n]*[\r\n]/.exec(text.toString('latin1', found + mark.length, found + mark.length + 80));
  if (!header) return undefined;
  const sizeBytes = Math.min(Number(header[1]), eps.byteLength);
  const block = new Uint8Array(sizeBytes);
  let [digits, half] = [0, 0];
  for (let at = found + mark.length + header[0].length; at < text.byteLength && digits < sizeBytes * 2; at++) {
    const code = text[at]!;
    const isBlank = code === 0x25 || code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
    if (isBlank) continue;
    const digit = hexDigit(code);
    if (digit === undefined) break;
    if (digits % 2 === 0) half = digit;
    else block[digits >> 1] = half * 16 + digit;
    digits++;
  }
  return block.subarray(0, digits >> 1);
}

function hexDigit(code: number): number | undefined {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : undefined;
}
