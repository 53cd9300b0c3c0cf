import { appendInside, applyEdits, blanksBefore, escapeText, removeProperty, type Edit } from './edits.ts';
import { declaredPrefix, type XmpElement } from './elements.ts';
import { namespace } from './namespaces.ts';
import { packetText, type PacketText } from './packet-text.ts';
import { propertyOf, readProperties, type XmpDocument } from './properties.ts';
import { factsOf } from './read.ts';

/** What may be added to a packet. */
export type XmpAdditions = {
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly subjects?: readonly string[] | undefined;
  readonly creators?: readonly string[] | undefined;
  readonly rights?: string | undefined;
};

type Form = 'Bag' | 'Seq' | 'Alt';

/** A packet that can be written into. */
export type EditablePacket = { readonly text: PacketText; readonly document: XmpDocument; readonly rdf: XmpElement };

/**
 * Gives a packet what it lacks: subjects join those it has, in order; every other value is set only where the packet
 * says nothing. All else stays byte for byte.
 * @returns the packet itself when nothing is to be added; undefined when there is neither. Where there is no packet a new
 *  one in UTF-8 is made, and so it is, with what could be read, in the place of a damaged one.
 * @source XMP specification part 1, §7; part 3, §1.1 for the wrapper; specification of UploadPostJob, §3.21
 */
export function completePacket(packet: Uint8Array | undefined, additions: XmpAdditions): Uint8Array | undefined {
  if (!hasAny(additions)) return packet;
  const { text, document, rdf } = (packet && editablePacket(packet)) ?? newPacket();
  const edits = editsFor(text, document, rdf, additions);
  if (packet && edits.length === 0) return packet;
  return text.bytes(applyEdits(text.markup, edits));
}

/** Reads a packet for writing; of a damaged one a new packet with what could be read, undefined when that is nothing. */
export function editablePacket(packet: Uint8Array): EditablePacket | undefined {
  const text = packetText(packet);
  const document = readProperties(text);
  const { rdf } = document;
  if (rdf && document.isWhole) return { text, document, rdf };
  const facts = factsOf(document);
  const saved = hasAny(facts) ? completePacket(undefined, facts) : undefined;
  return saved && editablePacket(saved);
}

function hasAny({ title, description, subjects, creators, rights }: XmpAdditions): boolean {
  return [title, description, subjects, creators, rights].some((value) => value !== undefined && value.length > 0);
}

function editsFor(text: PacketText, document: XmpDocument, rdf: XmpElement, additions: XmpAdditions): readonly Edit[] {
  const properties: string[] = [];
  const edits: Edit[] = [];
  const host = document.descriptions[0];
  const write = (name: string, form: Form, items: readonly string[]): void => {
    properties.push(propertyMarkup(text, host ?? rdf, rdf.prefix, indentOf(text.markup, host), name, form, items));
  };
  const lacks = (name: string): boolean => (propertyOf(document, namespace.dc, name)?.items.length ?? 0) === 0;
  const replace = (name: string, form: Form, items: readonly string[]): void => {
    const old = propertyOf(document, namespace.dc, name);
    if (old) edits.push(removeProperty(text.markup, old));
    write(name, form, items);
  };
  const set = (name: string, form: Form, items: readonly string[]): void => {
    if (items.length > 0 && lacks(name)) replace(name, form, items);
  };
  set('title', 'Alt', textOf(additions.title));
  set('description', 'Alt', textOf(additions.description));
  set('creator', 'Seq', additions.creators ?? []);
  set('rights', 'Alt', textOf(additions.rights));
  const subject = propertyOf(document, namespace.dc, 'subject');
  const known = new Set(subject?.items.map((item) => item.text));
  const fresh = [...new Set(additions.subjects)].filter((word) => !known.has(word));
  if (fresh.length > 0) {
    if (subject?.array) edits.push(lengthen(text, subject.array, fresh));
    else replace('subject', 'Bag', [...known, ...fresh]);
  }
  if (properties.length > 0) edits.push(hostEdit(text, host, rdf, properties.join('')));
  return edits;
}

function textOf(value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : [value];
}

/** New properties go into the first description, or into one of their own. */
function hostEdit(text: PacketText, host: XmpElement | undefined, rdf: XmpElement, properties: string): Edit {
  if (host) return appendInside(text.markup, host, properties);
  const about = `${rdf.prefix || 'rdf:'}about=""${rdf.prefix ? '' : ` xmlns:rdf="${namespace.rdf}"`}`;
  return appendInside(text.markup, rdf, `<${rdf.prefix}Description ${about}>${properties}</${rdf.prefix}Description>`);
}

/** Items behind the last one, written as it is. */
function lengthen(text: PacketText, array: XmpElement, items: readonly string[]): Edit {
  const last = array.children.at(-1);
  const lead = last ? blanksBefore(text.markup, last.start, array.innerStart) : '';
  return appendInside(text.markup, array, itemsMarkup(text, array.prefix, lead, items, ''));
}

function propertyMarkup(
  text: PacketText, place: XmpElement, rdfPrefix: string, indent: string, name: string, form: Form, items: readonly string[],
): string {
  const declared = declaredPrefix(place.scope, namespace.dc);
  const [prefix, declaration] = declared === undefined ? ['dc:', ` xmlns:dc="${namespace.dc}"`] : [declared, ''];
  const deeper = indent && `${indent} `;
  const language = form === 'Alt' ? ' xml:lang="x-default"' : '';
  return `${indent}<${prefix}${name}${declaration}>${deeper}<${rdfPrefix}${form}>`
    + itemsMarkup(text, rdfPrefix, deeper && `${deeper} `, items, language)
    + `${deeper}</${rdfPrefix}${form}>${indent}</${prefix}${name}>`;
}

function itemsMarkup(text: PacketText, prefix: string, lead: string, items: readonly string[], attributes: string): string {
  return items.map((item) => `${lead}<${prefix}li${attributes}>${text.encode(escapeText(item))}</${prefix}li>`).join('');
}

/** The line break and blanks in front of what the description holds; empty when it is written without. */
function indentOf(markup: string, host: XmpElement | undefined): string {
  const first = host?.children[0];
  if (host && first) return blanksBefore(markup, first.start, host.innerStart);
  return host && blanksBefore(markup, host.start, 0) ? `${blanksBefore(markup, host.start, 0)} ` : '';
}

function newPacket(): EditablePacket {
  const text = packetText(Buffer.from(`<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="${namespace.rdf}">
  <rdf:Description rdf:about="" xmlns:dc="${namespace.dc}">
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`));
  const document = readProperties(text);
  return { text, document, rdf: document.rdf! };
}
