import { readElements, type XmpAttribute, type XmpElement } from './elements.ts';
import { namespace } from './namespaces.ts';
import type { PacketText } from './packet-text.ts';

export type XmpItem = { readonly text: string; readonly language: string | undefined };

/** A property of a packet. Structures have no items: nothing here looks into them. */
export type XmpProperty = {
  readonly namespace: string;
  readonly name: string;
  /** `simple` has one item at most. */
  readonly form: 'simple' | 'Bag' | 'Seq' | 'Alt' | 'structure';
  readonly items: readonly XmpItem[];
  /** The `rdf:Description` it stands in. */
  readonly description: XmpElement;
  /** How it is written: as an element, or short as an attribute. */
  readonly element: XmpElement | undefined;
  readonly attribute: XmpAttribute | undefined;
  /** The `rdf:Bag`, `rdf:Seq` or `rdf:Alt`. */
  readonly array: XmpElement | undefined;
};

export type XmpDocument = {
  /** It can be written into. */
  readonly isWhole: boolean;
  readonly rdf: XmpElement | undefined;
  readonly descriptions: readonly XmpElement[];
  /** In the order they stand in. */
  readonly properties: readonly XmpProperty[];
};

/** Reads the properties of a packet: of the first `rdf:RDF` that there is.
 *  @source XMP specification part 1, §7 and annex C "RDF parsing" */
export function readProperties(packet: Pick<PacketText, 'markup' | 'decode'>): XmpDocument {
  const { roots, isWhole } = readElements(packet);
  const rdf = findRdf(roots);
  const descriptions = rdf?.children ?? [];
  return { isWhole, rdf, descriptions, properties: descriptions.flatMap(propertiesOf) };
}

/** First property of a name; undefined when the packet lacks it. */
export function propertyOf(document: XmpDocument, space: string, name: string): XmpProperty | undefined {
  return document.properties.find((property) => property.namespace === space && property.name === name);
}

function findRdf(elements: readonly XmpElement[], depth = 0): XmpElement | undefined {
  for (const element of elements) {
    if (isRdf(element, 'RDF')) return element;
    const inner = depth < 8 ? findRdf(element.children, depth + 1) : undefined;
    if (inner) return inner;
  }
  return undefined;
}

function propertiesOf(description: XmpElement): readonly XmpProperty[] {
  const short = description.attributes.filter(isPropertyAttribute).map((attribute): XmpProperty => ({
    namespace: attribute.namespace, name: attribute.name, form: 'simple', items: itemsOf(attribute.value),
    description, element: undefined, attribute, array: undefined,
  }));
  return [...short, ...description.children.map((element) => propertyFrom(description, element))];
}

function isPropertyAttribute({ namespace: space }: XmpAttribute): boolean {
  return space !== '' && space !== namespace.rdf && space !== namespace.xml;
}

function propertyFrom(description: XmpElement, element: XmpElement): XmpProperty {
  const array = element.children.find((child) => isRdf(child, 'Bag') || isRdf(child, 'Seq') || isRdf(child, 'Alt'));
  const own = { namespace: element.namespace, name: element.name, description, element, attribute: undefined, array };
  if (array) {
    const items = array.children.filter((child) => isRdf(child, 'li')).flatMap((item) => {
      const text = simpleText(item);
      return text === undefined ? [] : itemsOf(text, attributeOf(item, namespace.xml, 'lang'));
    });
    return { ...own, form: array.name as 'Bag' | 'Seq' | 'Alt', items };
  }
  const text = simpleText(element);
  return text === undefined ? { ...own, form: 'structure', items: [] }
    : { ...own, form: 'simple', items: itemsOf(text, attributeOf(element, namespace.xml, 'lang')) };
}

function itemsOf(text: string, language?: string): readonly XmpItem[] {
  const trimmed = text.trim();
  return trimmed === '' ? [] : [{ text: trimmed, language }];
}

/** The value of a simple property in any of its spellings, qualifiers passed over; undefined for a structure. */
function simpleText(element: XmpElement): string | undefined {
  const resource = attributeOf(element, namespace.rdf, 'resource');
  if (resource !== undefined) return resource;
  if (element.children.length === 0 && attributeOf(element, namespace.rdf, 'parseType') !== 'Resource') {
    return element.attributes.some(isPropertyAttribute) ? attributeOf(element, namespace.rdf, 'value') : element.text;
  }
  const inner = element.children.length === 1 && isRdf(element.children[0], 'Description') ? element.children[0] : element;
  const value = inner?.children.find((child) => isRdf(child, 'value'));
  return value ? value.text : inner && attributeOf(inner, namespace.rdf, 'value');
}

function attributeOf(element: XmpElement, space: string, name: string): string | undefined {
  return element.attributes.find((attribute) => attribute.namespace === space && attribute.name === name)?.value;
}

function isRdf(element: XmpElement | undefined, name: string): boolean {
  return element?.namespace === namespace.rdf && element.name === name;
}
