import { latin1 } from '../bytes.ts';
import { strictUtf8 } from '../text.ts';

/** A packet as text that can be searched, cut and put together again without touching a byte elsewhere. */
export type PacketText = {
  /** The packet; where it is UTF-8, one character per byte, so that even broken text survives. */
  readonly markup: string;
  /** Real text of a piece of the markup. */
  decode(markup: string): string;
  /** Markup for real text: nothing is escaped. */
  encode(text: string): string;
  bytes(markup: string): Uint8Array;
};

type Wide = { readonly unitBytes: 2 | 4; readonly isLittle: boolean };

/** Reads any of the five encodings a packet may have; a mark in front counts, else the first character, a `<`, tells.
 *  @source XMP specification part 3, §1 "Packet wrapper"; XML 1.0 appendix F */
export function packetText(packet: Uint8Array): PacketText {
  const wide = widthOf(packet);
  return wide ? wideText(packet, wide) : narrowText(packet);
}

function widthOf(packet: Uint8Array): Wide | undefined {
  const [a, b, c, d] = packet;
  if (a === 0xff && b === 0xfe) return { unitBytes: c === 0 && d === 0 ? 4 : 2, isLittle: true };
  if (a === 0xfe && b === 0xff) return { unitBytes: 2, isLittle: false };
  if (a === 0 && b === 0) return { unitBytes: 4, isLittle: false };
  if (a === 0 && b === 0x3c) return { unitBytes: 2, isLittle: false };
  if (a === 0x3c && b === 0) return { unitBytes: c === 0 && d === 0 ? 4 : 2, isLittle: true };
  return undefined;
}

function narrowText(packet: Uint8Array): PacketText {
  return {
    markup: latin1(packet),
    decode: (markup) => {
      const bytes = Buffer.from(markup, 'latin1');
      return strictUtf8(bytes) ?? latin1(bytes);
    },
    encode: (text) => Buffer.from(text.toWellFormed(), 'utf8').toString('latin1'),
    bytes: (markup) => Buffer.from(markup, 'latin1'),
  };
}

function wideText(packet: Uint8Array, { unitBytes, isLittle }: Wide): PacketText {
  const units = Math.floor(packet.byteLength / unitBytes);
  const view = new DataView(packet.buffer, packet.byteOffset, units * unitBytes);
  const pieces: string[] = [];
  const codeAt = (index: number): number => unitBytes === 2 ? view.getUint16(index * 2, isLittle) : view.getUint32(index * 4, isLittle);
  for (let start = 0; start < units; start += pieceUnits) {
    const codes = Array.from({ length: Math.min(pieceUnits, units - start) }, (_, index) => codeAt(start + index));
    // Code units of UTF-16 go through as they are, half pairs included; in UTF-32 what is no character becomes one that says so.
    pieces.push(unitBytes === 2 ? String.fromCharCode(...codes) : String.fromCodePoint(...codes.map((code) => code > 0x10ffff ? 0xfffd : code)));
  }
  return {
    markup: pieces.join(''), decode: (markup) => markup, encode: (text) => text,
    bytes: (markup) => {
      const codes = unitBytes === 2 ? Array.from({ length: markup.length }, (_, index) => markup.charCodeAt(index))
        : Array.from(markup, (character) => character.codePointAt(0) ?? 0);
      const written = new DataView(new ArrayBuffer(codes.length * unitBytes));
      for (const [index, code] of codes.entries()) {
        if (unitBytes === 2) written.setUint16(index * 2, code, isLittle);
        else written.setUint32(index * 4, code, isLittle);
      }
      return new Uint8Array(written.buffer);
    },
  };
}

/** Arguments of one call are limited. */
const pieceUnits = 8192;
