import { operations, types } from './catalogue.ts';
import { escapeXml } from './escape.ts';
import { isSimpleType } from './notation.ts';
import { headerElements } from './types/headers.ts';
import type { FieldShape, OperationShape, TypeShape, Version } from './types.ts';
import { isInVersion, nameInVersion, namespaceOf, unversionedNamespace } from './versions.ts';

/** The XML Schema of a version's namespace, as a document of its own. In the unversioned namespace the elements of
 *  the SOAP header and the faults are part of it; other versions have those in the WSDL's second schema. */
export function xsd(version: Version): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${schemaElement(version)}\n`;
}

/** The schemas a WSDL of this version holds: the version's own, and the unversioned one with header and faults. */
export function schemaElements(version: Version): readonly string[] {
  return version === '' ? [schemaElement('')] : [headerSchema(version), schemaElement(version)];
}

/** Operations that a version's interface has. */
export function operationsIn(version: Version): readonly OperationShape[] {
  return operations.filter((operation) => isInVersion(operation, version));
}

/** Types that a version's messages can hold. What no message of any version holds belongs to all of them. */
export function typesIn(version: Version): readonly TypeShape[] {
  const reached = reach(operationsIn(version).flatMap(messagesOf), (field) => isInVersion(field, version));
  const reachedEver = reach(operations.flatMap(messagesOf), () => true);
  return types.filter((type) => reached.has(type.name) || !reachedEver.has(type.name));
}

function schemaElement(version: Version): string {
  const elements = operationsIn(version).flatMap(messagesOf);
  const headers = version === '' ? headerElements : [];
  return schema(namespaceOf(version), [
    ...typesIn(version).map((type) => complexType(type, version, ` name="${type.name}"`, '  ')),
    ...[...headers, ...elements].map((element) => rootElement(element, version)),
  ]);
}

function headerSchema(version: Version): string {
  return schema(unversionedNamespace, headerElements.map((element) => rootElement(element, version)));
}

function schema(namespace: string, declarations: readonly string[]): string {
  const uri = escapeXml(namespace);
  return `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:ips="${uri}" targetNamespace="${uri}"`
    + ` elementFormDefault="qualified">\n${declarations.join('\n')}\n</xs:schema>`;
}

function rootElement(element: TypeShape, version: Version): string {
  return `  <xs:element name="${element.name}">\n${complexType(element, version, '', '    ')}\n  </xs:element>`;
}

function complexType(shape: TypeShape, version: Version, name: string, indent: string): string {
  const fields = shape.fields.filter((field) => isInVersion(field, version));
  if (fields.length === 0) return `${indent}<xs:complexType${name}><xs:sequence/></xs:complexType>`;
  return `${indent}<xs:complexType${name}>\n${indent}  <xs:sequence>\n`
    + fields.map((field) => `${indent}    ${fieldElement(field, version)}\n`).join('')
    + `${indent}  </xs:sequence>\n${indent}</xs:complexType>`;
}

function fieldElement(field: FieldShape, version: Version): string {
  const type = `${isSimpleType(field.type) ? 'xs' : 'ips'}:${field.type}`;
  const atLeast = field.isOptional ? ' minOccurs="0"' : '';
  const atMost = field.isRepeated ? ' maxOccurs="unbounded"' : '';
  return `<xs:element name="${nameInVersion(field, version)}" type="${type}"${atLeast}${atMost}/>`;
}

function messagesOf(operation: OperationShape): readonly TypeShape[] {
  return [operation.param, operation.result];
}

function reach(roots: readonly TypeShape[], follows: (field: FieldShape) => boolean): ReadonlySet<string> {
  const byName = new Map(types.map((type) => [type.name, type]));
  const reached = new Set<string>();
  const waiting = [...roots];
  for (let shape = waiting.pop(); shape !== undefined; shape = waiting.pop()) {
    for (const field of shape.fields.filter(follows)) {
      const inner = byName.get(field.type);
      if (inner === undefined || reached.has(inner.name)) continue;
      reached.add(inner.name);
      waiting.push(inner);
    }
  }
  return reached;
}
