/**
 * The schema language: at most ten words, no code. Types and operations are values of these types;
 * decode, encode, xsd and wsdl are verbs over them.
 */

/** Namespace date such as `2014-04-03` or `2017-10-29-beta`; the empty string is the unversioned namespace. */
export type Version = string;

export type SimpleType = 'string' | 'boolean' | 'int' | 'long' | 'double' | 'float' | 'dateTime' | 'base64Binary';

export type FieldShape = {
  readonly name: string;
  /** A simple type or the name of a declared type. */
  readonly type: string;
  readonly isOptional?: boolean;
  readonly isRepeated?: boolean;
  /** First and last version (date part) that has the field. */
  readonly since?: string;
  readonly until?: string;
  /** Other spellings accepted when reading. */
  readonly aliases?: readonly string[];
};

export type TypeShape = { readonly name: string; readonly fields: readonly FieldShape[] };

/** A decoded value: strings, numbers, booleans, Dates, byte arrays, arrays for repeated fields, objects for types.
 *  Absent fields are absent keys. `XArray` types decode to `{ items: [...] }`. */
export type WireValue = string | number | boolean | Date | Uint8Array | readonly WireValue[] | WireObject;
export type WireObject = { readonly [field: string]: WireValue };
