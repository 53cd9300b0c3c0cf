/** The few values of an XMP packet that the library keeps. */
export type XmpFacts = {
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly subjects: readonly string[];
};

const maxPacketLength = 4 * 2 ** 20;
const maxSubjects = 1000;

/** Extracts dc:title, dc:description and dc:subject without a parser: enough for packets as tools write them, and
 *  nothing in a hostile one (entities, depth, size) can cost more than a scan.
 *  @source XMP specification part 1, §7 "RDF/XML serialisation"; Dublin Core schema */
export function xmpFacts(packet: Uint8Array): XmpFacts {
  const text = decodePacket(packet.subarray(0, maxPacketLength));
  return {
    title: firstItem(text, 'title'),
    description: firstItem(text, 'description'),
    subjects: items(property(text, 'subject')).slice(0, maxSubjects),
  };
}

function decodePacket(packet: Uint8Array): string {
  const isWide = packet[0] === 0xff && packet[1] === 0xfe;
  return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(packet);
}

/** Text between the first opening and the next closing tag of a dc property. */
function property(text: string, name: string): string {
  const open = text.indexOf(`<dc:${name}`);
  if (open < 0) return '';
  const start = text.indexOf('>', open);
  const end = text.indexOf(`</dc:${name}>`, start);
  return start < 0 || end < 0 ? '' : text.slice(start + 1, end);
}

function firstItem(text: string, name: string): string | undefined {
  const inner = property(text, name);
  const preferred = /<rdf:li[^>]*xml:lang=["']x-default["'][^>]*>([^<]*)</.exec(inner)?.[1];
  const chosen = preferred ?? items(inner)[0] ?? (inner.includes('<') ? undefined : inner);
  return chosen === undefined ? undefined : unescapeXml(chosen).trim() || undefined;
}

function items(inner: string): readonly string[] {
  return Array.from(inner.matchAll(/<rdf:li(?:\s[^>]*)?>([^<]*)<\/rdf:li>/g), (match) => unescapeXml(match[1] ?? '').trim())
    .filter((item) => item !== '');
}

function unescapeXml(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return named[name] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
