/**
 * The schema language: ten words, no code. Types and operations are values of these types;
 * decode, encode, xsd, wsdl and describe are verbs over them.
 */

/** Namespace date such as `2014-04-03` or `2017-10-29-beta`; the empty string is the unversioned namespace. */
export type Version = string;

export const simpleTypes = [
  'string', 'boolean', 'int', 'long', 'double', 'float', 'dateTime', 'base64Binary',
] as const;
export type SimpleType = (typeof simpleTypes)[number];

export type FieldShape = {
  readonly name: string;
  /** A simple type or the name of a declared type. */
  readonly type: string;
  readonly isOptional?: boolean;
  /** Any number of elements; at least one unless also optional. */
  readonly isRepeated?: boolean;
  /** First and last version (date part) that has the field. */
  readonly since?: string;
  readonly until?: string;
  /** Other spellings accepted when reading. */
  readonly aliases?: readonly string[];
  /** Spelling written for versions up to `until`, the name at that time. */
  readonly formerName?: { readonly name: string; readonly until: string };
  /** A string that may also arrive as `items` children: they are joined with commas, after a backslash has been
   *  put before every comma and backslash inside an item. */
  readonly isList?: boolean;
};

export type TypeShape = { readonly name: string; readonly fields: readonly FieldShape[] };

/** A decoded value: strings, numbers, booleans, Dates, byte arrays, arrays for repeated fields, objects for types.
 *  Absent fields are absent keys; a repeated field is always there. `XArray` types decode to `{ items: [...] }`. */
export type WireValue = string | number | boolean | Date | Uint8Array | readonly WireValue[] | WireObject;
export type WireObject = { readonly [field: string]: WireValue };

/** Role names as they appear on the wire. */
export type RoleName =
  | 'IpsUser' | 'IpsAdmin' | 'IpsCompanyAdmin' | 'WebServiceUser' | 'TrialSiteAdmin' | 'TrialSiteUser'
  | 'ImagePortalAdmin' | 'ImagePortalUser' | 'ImagePortalContrib' | 'ImagePortalContribUser';

/** Who needs an operation: A an upload client, B a working asset library, C everybody else. */
export type OperationClass = 'A' | 'B' | 'C';

export type OperationShape = {
  readonly name: string;
  /** One sentence for the reference documentation. */
  readonly purpose: string;
  readonly class: OperationClass;
  /** Roles that may call it. */
  readonly roles: readonly RoleName[];
  /** The request element, `<name>Param`, and the answer element, `<name>Return`. */
  readonly param: TypeShape;
  readonly result: TypeShape;
  readonly since?: string;
  readonly until?: string;
  readonly aliases?: readonly string[];
};

/** An element of a request, freed from the parser. */
export type XmlElement = {
  /** Local name. */
  readonly name: string;
  /** The empty string where there is none. */
  readonly namespace: string;
  /** Attributes by local name; namespace declarations are not among them. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The element's own character data, CDATA included, children's text not. */
  readonly text: string;
  readonly children: readonly XmlElement[];
};
