import type { FieldShape, Version } from './types.ts';

/** Namespace of authHeader and faults in every version, and of everything before the first dated version. */
export const unversionedNamespace = 'http://www.scene7.com/IpsApi/xsd';

/** Versions a WSDL is served for, newest first.
 *  @source specification of the upload protocol, §10 */
export const servedVersions: readonly Version[] = [
  '2022-11-01-beta', '2017-10-29-beta', '2014-04-03', '2013-02-15', '2012-02-14', '2010-01-31', '2009-07-31',
  '2008-09-10', '2008-01-15', '',
];

/** The version a namespace stands for, or undefined for a namespace that is not ours.
 *  No namespace at all reads as the unversioned one. */
export function versionOf(namespace: string): Version | undefined {
  if (namespace === '' || namespace === unversionedNamespace) return '';
  return datedNamespace.exec(namespace)?.[1];
}

export function namespaceOf(version: Version): string {
  return version === '' ? unversionedNamespace : `${unversionedNamespace}/${version}`;
}

/** Whether a version's messages have a field (or an operation). */
export function isInVersion(bounds: Pick<FieldShape, 'since' | 'until'>, version: Version): boolean {
  const date = dateOf(version);
  return (bounds.since === undefined || date >= bounds.since) && (bounds.until === undefined || date <= bounds.until);
}

/** The name a version writes a field by. */
export function nameInVersion(field: FieldShape, version: Version): string {
  const former = field.formerName;
  return former !== undefined && dateOf(version) <= former.until ? former.name : field.name;
}

/** Every client brings its own date, some of them beta ones: whatever follows the base is taken as the version. */
const datedNamespace = /^http:\/\/www\.scene7\.com\/IpsApi\/xsd\/([A-Za-z0-9._-]{1,40})$/;

/** `2017-10-29-beta` → `2017-10-29`; dates compare as text, and the unversioned namespace is older than all. */
function dateOf(version: Version): string {
  return version.slice(0, 'YYYY-MM-DD'.length);
}
