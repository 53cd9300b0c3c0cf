/** Namespaces of the properties we read and write. @source XMP specification parts 1 and 2; IPTC Core */
export const namespace = {
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  xml: 'http://www.w3.org/XML/1998/namespace',
  dc: 'http://purl.org/dc/elements/1.1/',
  xmp: 'http://ns.adobe.com/xap/1.0/',
  xmpRights: 'http://ns.adobe.com/xap/1.0/rights/',
  xmpNote: 'http://ns.adobe.com/xmp/note/',
  photoshop: 'http://ns.adobe.com/photoshop/1.0/',
  tiff: 'http://ns.adobe.com/tiff/1.0/',
  exif: 'http://ns.adobe.com/exif/1.0/',
} as const;

/** Prefixes that mean their namespace even where a packet forgot to say so. */
export const wellKnownPrefixes: Readonly<Record<string, string>> = { ...namespace, xap: namespace.xmp, x: 'adobe:ns:meta/' };
