import { appendInside, applyEdits, removeElement, type Edit } from './edits.ts';
import type { XmpElement } from './elements.ts';
import { namespace } from './namespaces.ts';
import { packetText, type PacketText } from './packet-text.ts';
import { readProperties, type XmpDocument } from './properties.ts';
import { editablePacket } from './write.ts';

/**
 * Lays one packet over another: every property of `update` takes the place of the one with its name in `base`, all
 * others stay, byte for byte.
 * @returns `update` itself when there is nothing readable to lay it over; undefined when `update` is no whole packet.
 * @source XMP specification part 1, §7.4 "Description elements": a packet may have several
 */
export function mergePackets(base: Uint8Array | undefined, update: Uint8Array): Uint8Array | undefined {
  const over = packetText(update);
  const added = readProperties(over);
  if (!added.rdf || !added.isWhole) return undefined;
  const under = base && editablePacket(base);
  if (!under) return update;
  const { text, document, rdf } = under;
  const about = aboutOf(document);
  const pieces = added.descriptions.filter((description) => added.properties.some((property) => property.description === description))
    .map((description) => text.encode(over.decode(selfContained(over, description, about))));
  if (pieces.length === 0) return base;
  const names = new Set(added.properties.map(keyOf));
  const removed = document.properties.filter((property) => names.has(keyOf(property))).map((property): Edit => property.element
    ? removeElement(text.markup, property.element, property.description.innerStart)
    : { start: property.attribute!.start, end: property.attribute!.end, markup: '' });
  return text.bytes(applyEdits(text.markup, [...removed, appendInside(text.markup, rdf, pieces.map((piece) => `\n  ${piece}`).join(''))]));
}

function keyOf(property: { readonly namespace: string; readonly name: string }): string {
  return `${property.namespace} ${property.name}`;
}

function aboutOf(document: XmpDocument): string {
  return document.descriptions.map(aboutAttribute).find((about) => about !== undefined)?.value ?? '';
}

function aboutAttribute(description: XmpElement): XmpElement['attributes'][number] | undefined {
  return description.attributes.find((attribute) => attribute.name === 'about' && (attribute.namespace === namespace.rdf || attribute.namespace === ''));
}

/** A description's markup with the namespaces that it had from around it, about the thing that `about` says. */
function selfContained(text: PacketText, description: XmpElement, about: string): string {
  const markup = text.markup.slice(description.start, description.end);
  const used = new Set(['', ...Array.from(markup.matchAll(/[<\s]([A-Za-z_][\w.-]*):/g), ([, prefix = '']) => prefix)]);
  const declarations = [...used].filter((prefix) => !description.declares.includes(prefix) && prefix !== 'xml' && description.scope[prefix])
    .map((prefix) => ` ${prefix ? `xmlns:${prefix}` : 'xmlns'}="${escapeAttribute(text, description.scope[prefix] ?? '')}"`);
  const nameEnd = 1 + description.prefix.length + description.name.length;
  const attribute = aboutAttribute(description);
  const rdfPrefix = description.prefix || 'rdf:';
  const edits: Edit[] = [{ start: nameEnd, end: nameEnd, markup: declarations.join('') }];
  if (attribute && attribute.value !== about) {
    edits.push({
      start: attribute.start - description.start, end: attribute.end - description.start,
      markup: ` ${attribute.namespace === '' ? '' : rdfPrefix}about="${escapeAttribute(text, about)}"`,
    });
  }
  return applyEdits(markup, edits);
}

function escapeAttribute(text: PacketText, value: string): string {
  return text.encode(value.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`));
}
