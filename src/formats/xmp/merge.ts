import { appendInside, applyEdits, removeElement, removeProperty, type Edit } from './edits.ts';
import type { XmpElement } from './elements.ts';
import { namespace } from './namespaces.ts';
import { packetText, type PacketText } from './packet-text.ts';
import { readProperties, type XmpDocument, type XmpProperty } from './properties.ts';
import { editablePacket } from './write.ts';

/**
 * Lays one packet over another: every property of `update` takes the place of the one with its name in `base`, all
 * others stay, byte for byte.
 * @returns `update` itself when there is nothing readable to lay it over; undefined when `update` is no whole packet.
 * @source XMP specification part 1, §7.4 "Description elements": a packet may have several
 */
export function mergePackets(base: Uint8Array | undefined, update: Uint8Array): Uint8Array | undefined {
  return join(base, update, 'update');
}

/** Lays a packet under another: what `base` lacks comes from `filling`. @returns as `mergePackets` */
export function fillPacket(base: Uint8Array | undefined, filling: Uint8Array): Uint8Array | undefined {
  return join(base, filling, 'base');
}

function join(base: Uint8Array | undefined, update: Uint8Array, winner: 'base' | 'update'): Uint8Array | undefined {
  const over = packetText(update);
  const added = readProperties(over);
  if (!added.rdf || !added.isWhole) return undefined;
  const under = base && editablePacket(base);
  if (!under) return update;
  const { text, document, rdf } = under;
  const [own, other] = [namesIn(document), namesIn(added)];
  const isTaken = (property: XmpProperty): boolean => winner === 'update' || !own.has(keyOf(property));
  const about = aboutOf(document);
  const pieces = byDescription(added).filter(([, properties]) => properties.some(isTaken)).map(([description, properties]) =>
    text.encode(over.decode(selfContained(over, description, properties.filter((property) => !isTaken(property)), about))));
  if (pieces.length === 0) return base;
  const removed = winner === 'base' ? [] : byDescription(document).flatMap(([description, properties]) => {
    const replaced = properties.filter((property) => other.has(keyOf(property)));
    // A description that loses all it says goes whole, so that many updates leave no husks.
    if (replaced.length > 0 && replaced.length === properties.length) return [removeElement(text.markup, description, rdf.innerStart)];
    return replaced.map((property) => removeProperty(text.markup, property));
  });
  const inserted = appendInside(text.markup, rdf, pieces.map((piece) => `\n  ${piece}`).join(''));
  return text.bytes(applyEdits(text.markup, [...removed, inserted]));
}

/** Descriptions that say something, and what. */
function byDescription(document: XmpDocument): readonly (readonly [XmpElement, readonly XmpProperty[]])[] {
  return [...Map.groupBy(document.properties, (property) => property.description)];
}

function namesIn(document: XmpDocument): ReadonlySet<string> {
  return new Set(document.properties.map(keyOf));
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

/** A description's markup with the namespaces that it had from around it, about the thing that `about` says, without
 *  some properties. */
function selfContained(text: PacketText, description: XmpElement, left: readonly XmpProperty[], about: string): string {
  const markup = text.markup.slice(description.start, description.end);
  const used = new Set(['', ...Array.from(markup.matchAll(/[<\s]([A-Za-z_][\w.-]*):/g), ([, prefix = '']) => prefix)]);
  const declarations = [...used].filter((prefix) => !description.declares.includes(prefix) && prefix !== 'xml' && description.scope[prefix])
    .map((prefix) => ` ${prefix ? `xmlns:${prefix}` : 'xmlns'}="${escapeAttribute(text, description.scope[prefix] ?? '')}"`);
  const nameEnd = description.start + 1 + description.prefix.length + description.name.length;
  const attribute = aboutAttribute(description);
  const edits: Edit[] = [
    { start: nameEnd, end: nameEnd, markup: declarations.join('') },
    ...left.map((property) => removeProperty(text.markup, property)),
  ];
  if (attribute && attribute.value !== about) {
    const prefix = attribute.namespace === '' ? '' : description.prefix || 'rdf:';
    edits.push({ start: attribute.start, end: attribute.end, markup: ` ${prefix}about="${escapeAttribute(text, about)}"` });
  }
  return applyEdits(markup, edits.map((edit) => ({ ...edit, start: edit.start - description.start, end: edit.end - description.start })));
}

function escapeAttribute(text: PacketText, value: string): string {
  return text.encode(value.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`));
}
