const needsDecoding = /[^\x20-\x7e]|[%+]/;

/** Decodes a query value once: `+` is a blank, bytes are UTF-8, or Latin-1 where they are not.
 *  A `%` that starts no escape stays. @source delivery, §1.2 */
export function decodeValue(encoded: string): string {
  return needsDecoding.test(encoded) ? decodeBytes(encoded, true) : encoded;
}

/** Decodes one element of a path: as a value, but `+` is a plus. */
export function decodePathElement(encoded: string): string {
  return needsDecoding.test(encoded) ? decodeBytes(encoded, false) : encoded;
}

function decodeBytes(encoded: string, isPlusBlank: boolean): string {
  const bytes: number[] = [];
  for (let at = 0; at < encoded.length; at++) {
    const code = encoded.charCodeAt(at);
    const escape = code === 0x25 ? encoded.slice(at + 1, at + 3) : '';
    if (/^[0-9a-f]{2}$/i.test(escape)) {
      bytes.push(Number.parseInt(escape, 16));
      at += 2;
    } else if (code === 0x2b && isPlusBlank) bytes.push(0x20);
    else if (code <= 0xff) bytes.push(code);
    else {
      // Stored modifiers are text already, so their characters may lie beyond one byte.
      const character = String.fromCodePoint(encoded.codePointAt(at)!);
      bytes.push(...Buffer.from(character, 'utf8'));
      at += character.length - 1;
    }
  }
  return decodeText(Buffer.from(bytes));
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeText(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
