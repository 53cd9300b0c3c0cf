/** Characters that XML 1.0 cannot carry, lone surrogates among them; they go out as U+FFFD. */
// eslint-disable-next-line no-control-regex
const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** One look that lets ordinary text pass untouched. */
// eslint-disable-next-line no-control-regex
const suspicious = /[&<>"\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/;
const special: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' };

/** Escapes text for element content and for attributes in double quotes. */
export function escapeXml(text: string): string {
  if (!suspicious.test(text)) return text;
  return text.replace(illegal, '\ufffd').replace(/[&<>"\r]/g, (character) => special[character] ?? character);
}
