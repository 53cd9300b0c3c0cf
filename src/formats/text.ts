/** Text of bytes that should be UTF-8 and often are not: what older programs wrote reads as Windows-1252, the Latin-1 of
 *  the world as it is. Ends at the first NUL; blanks around it go. */
export function utf8OrLatin(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const text = end < 0 ? bytes : bytes.subarray(0, end);
  return (strictUtf8(text) ?? windows1252.decode(text)).trim();
}

/** Text of bytes in Windows-1252. */
export function latinText(bytes: Uint8Array): string {
  return windows1252.decode(bytes);
}

/** Undefined when the bytes are no UTF-8. */
export function strictUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const windows1252 = new TextDecoder('windows-1252');
