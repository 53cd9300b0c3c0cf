import { Failure } from '#base';
import { decode, ownElementShape, readXml, versionOf, type Decoded, type Version, type WireObject, type XmlElement } from '#wire';

import { echoOptions, readUploadOptions, type OptionsReading } from '../job-options/index.ts';

/** What an `uploadPostParam` asks for. */
export type UploadRequest = {
  /** The answer is written in the same one. */
  readonly version: Version;
  readonly companyHandle: string;
  readonly job: NewJob | ContinuedJob;
  readonly destFolder: string | undefined;
  readonly fileName: string | undefined;
  readonly isLast: boolean;
  /** The first wrong value; it counts after the company and the role. */
  readonly invalid: Failure | undefined;
};
export type NewJob = {
  readonly kind: 'new';
  readonly name: string;
  readonly locale: string | undefined;
  readonly description: string;
  readonly reading: OptionsReading;
  readonly echo: ReturnType<typeof echoOptions>;
};
export type ContinuedJob = { readonly kind: 'continued'; readonly handle: string };

/** @throws INVALID_REQUEST_XML */
export function readRequestElement(bytes: Uint8Array): XmlElement {
  const element = readXml(bytes, { trailingJunk: true });
  const isKnown = element.name === 'uploadPostParam' || element.name === 'uploadPostParams';
  if (!isKnown || versionOf(element.namespace) === undefined) {
    throw new Failure('INVALID_REQUEST_XML', {
      detail: `expected uploadPostParam but found '${element.name.slice(0, 100)}' of namespace '${element.namespace.slice(0, 200)}'`,
    });
  }
  return element;
}

/** Reads the request as far as it can be read without knowing the sender.
 *  @throws MISSING_PARAMETER
 *  @source specification of the upload protocol, §2.3 and §2.4 */
export function readRequest(element: XmlElement): UploadRequest {
  const isContinued = textOf(element, 'jobHandle') !== undefined;
  const decoded = decode(ownElementShape('uploadPostParam'), isContinued ? withoutJobOptions(element) : element);
  if (decoded.missing !== undefined) throw decoded.missing;
  const { value } = decoded;
  const companyHandle = text(value, 'companyHandle');
  if (companyHandle === undefined) throw missing('companyHandle');
  const shared = {
    version: versionOf(element.namespace) ?? '', companyHandle,
    destFolder: text(value, 'destFolder'), fileName: text(value, 'fileName'), isLast: value['endJob'] === true,
  };
  const handle = text(value, 'jobHandle');
  if (handle !== undefined) return { ...shared, job: { kind: 'continued', handle }, invalid: decoded.invalid };
  const job = readNewJob(value, decoded);
  return { ...shared, job, invalid: decoded.invalid ?? job.reading.invalid[0] };
}

function readNewJob(value: WireObject, decoded: Decoded): NewJob {
  const name = text(value, 'jobName');
  if (name === undefined) throw missing('jobName');
  const options = value['uploadParams'];
  if (!isObject(options)) throw missing('uploadParams');
  const reading = readUploadOptions(options);
  // A value that could not be decoded is left out and must not be taken for one that was not sent.
  if (decoded.invalid === undefined && reading.missing[0] !== undefined) throw reading.missing[0];
  return {
    kind: 'new', name, locale: text(value, 'locale'), description: text(value, 'description') ?? '', reading,
    echo: echoOptions(options),
  };
}

/** A job has the options of its first request; later ones may hold anything. */
function withoutJobOptions(element: XmlElement): XmlElement {
  const ignored = new Set(['uploadParams', 'locale', 'description']);
  return { ...element, children: element.children.filter((child) => !ignored.has(child.name)) };
}

function textOf(element: XmlElement, name: string): string | undefined {
  return element.children.findLast((child) => child.name === name)?.text.trim() || undefined;
}

function text(value: WireObject, field: string): string | undefined {
  const found = value[field];
  return typeof found === 'string' ? found.trim() || undefined : undefined;
}

function isObject(value: WireObject[string] | undefined): value is WireObject {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date) && !(value instanceof Uint8Array);
}

function missing(name: string): Failure {
  return new Failure('MISSING_PARAMETER', { name });
}
