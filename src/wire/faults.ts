import { Failure, type FaultElement } from '#base';

import { ownElementShape } from './catalogue.ts';
import { encode } from './encode.ts';
import { escapeXml } from './escape.ts';
import type { Version } from './types.ts';
import { unversionedNamespace } from './versions.ts';

/** The declaration that starts every XML answer. */
export const xmlDeclaration = "<?xml version='1.0' encoding='UTF-8'?>";

export type SoapVersion = '1.1' | '1.2';

export const soapNamespaces: Readonly<Record<SoapVersion, string>> = {
  '1.1': 'http://schemas.xmlsoap.org/soap/envelope/',
  '1.2': 'http://www.w3.org/2003/05/soap-envelope',
};

/** The whole body of a fault outside SOAP: the bare fault element, always in the unversioned namespace.
 *  @source specification of the upload protocol, §3 */
export function faultXml(failure: Failure, locale: string): string {
  const { element, code, reason } = faultOf(failure, locale);
  return `${xmlDeclaration}<tns:${element} xmlns:tns="${unversionedNamespace}">`
    + `<tns:code>${code}</tns:code><tns:reason>${escapeXml(reason)}</tns:reason></tns:${element}>`;
}

/** The whole body of a SOAP fault. @source specification of the upload protocol, §5 */
export function soapFault(failure: Failure, locale: string, soapVersion: SoapVersion): string {
  const { element, code, reason } = faultOf(failure, locale);
  const isOurs = code === 30000;
  const title = `${element.replace(/Fault$/, '').replace(/^./, (first) => first.toUpperCase())}Exception`;
  const detail = `<ns1:${element} xmlns:ns1="${unversionedNamespace}" xmlns="${unversionedNamespace}">`
    + `<code>${code}</code><reason>${escapeXml(reason)}</reason></ns1:${element}>`;
  return soapEnvelope(soapVersion === '1.1'
    ? `<soapenv:Fault><faultcode>soapenv:${isOurs ? 'Server' : 'Client'}</faultcode>`
      + `<faultstring>${title}</faultstring><detail>${detail}</detail></soapenv:Fault>`
    : '<soapenv:Fault><soapenv:Code>'
      + `<soapenv:Value>soapenv:${isOurs ? 'Receiver' : 'Sender'}</soapenv:Value></soapenv:Code>`
      + `<soapenv:Reason><soapenv:Text xml:lang="en">${title}</soapenv:Text></soapenv:Reason>`
      + `<soapenv:Detail>${detail}</soapenv:Detail></soapenv:Fault>`, soapVersion);
}

/** The whole body of a SOAP answer around a body element, XML declaration included.
 *  One client cuts the answer at the literal `<soapenv:Body>`: keep the prefix. */
export function soapEnvelope(bodyElement: string, soapVersion: SoapVersion): string {
  return `${xmlDeclaration}<soapenv:Envelope xmlns:soapenv="${soapNamespaces[soapVersion]}">`
    + `<soapenv:Header/><soapenv:Body>${bodyElement}</soapenv:Body></soapenv:Envelope>`;
}

/** The whole body of a successful upload; clients look for the literal `<jobHandle>`. */
export function uploadReturnXml(handle: string, version: Version): string {
  const shape = ownElementShape('uploadPostReturn');
  return xmlDeclaration + encode(shape.name, shape, { jobHandle: handle }, version);
}

type Fault = { readonly element: Exclude<FaultElement, 'none'>; readonly code: number; readonly reason: string };

/** Failures that were never meant for a client are answered as an unexpected error; their text stays inside. */
function faultOf(failure: Failure, locale: string): Fault {
  const { fault, number } = failure.row;
  return fault === 'none'
    ? faultOf(new Failure('UNEXPECTED'), locale)
    : { element: fault, code: number, reason: failure.reasonIn(locale) };
}
