/** Characters that XML 1.0 cannot carry; they go out as U+FFFD, as lone surrogates do. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const illegal = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;
/** One look that lets ordinary text pass untouched. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const suspicious = /[&<>"\r\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/;
const special: Readonly<Record<string, string>> = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;',
};

/** Escapes text for element content and for attributes in double quotes. */
export function escapeXml(text: string): string {
  if (!suspicious.test(text)) return text;
  return text.toWellFormed().replace(illegal, '\ufffd')
    .replace(/[&<>"\r]/g, (character) => special[character] ?? character);
}
