import { escapeXml } from './escape.ts';
import { headerElements } from './types/headers.ts';
import type { OperationShape, Version } from './types.ts';
import { namespaceOf, unversionedNamespace } from './versions.ts';
import { operationsIn, schemaElements } from './xsd.ts';

/** Target namespace of every version's WSDL; messages and bindings live in it. */
const wsdlNamespace = 'http://www.scene7.com/IpsApi';
const httpTransport = 'http://schemas.xmlsoap.org/soap/http';

/** The description that stub generators read: document/literal over SOAP 1.1 and 1.2, with the authHeader as SOAP
 *  header and the three faults declared for every operation.
 *  @param options.serviceUrl  Address of the SOAP door, such as `https://host/scene7/services/IpsApiService`. */
export function wsdl(version: Version, options: { readonly serviceUrl: string }): string {
  const operations = operationsIn(version);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<wsdl:definitions name="IpsApi" targetNamespace="${wsdlNamespace}" xmlns:tns="${wsdlNamespace}"`,
    `    xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:body="${escapeXml(namespaceOf(version))}"`,
    `    xmlns:head="${unversionedNamespace}" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"`,
    '    xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/">',
    `<wsdl:types>\n${schemaElements(version).join('\n')}\n</wsdl:types>`,
    ...headerElements.map(({ name }) => message(name, name, `head:${name}`)),
    ...operations.flatMap(({ name, param, result }) => [
      message(`${name}Request`, 'parameters', `body:${param.name}`),
      message(`${name}Response`, 'parameters', `body:${result.name}`),
    ]),
    '<wsdl:portType name="IpsApiPortType">', ...operations.map(portOperation), '</wsdl:portType>',
    ...binding('IpsApiSoap11Binding', 'soap', operations),
    ...binding('IpsApiSoap12Binding', 'soap12', operations),
    '<wsdl:service name="IpsApiService">',
    port('IpsApiSoap11', 'soap', options.serviceUrl),
    port('IpsApiSoap12', 'soap12', options.serviceUrl),
    '</wsdl:service>',
    '</wsdl:definitions>',
    '',
  ].join('\n');
}

type SoapPrefix = 'soap' | 'soap12';

const faultNames = headerElements.map(({ name }) => name).filter((name) => name.endsWith('Fault'));

function message(name: string, part: string, element: string): string {
  return `<wsdl:message name="${name}"><wsdl:part name="${part}" element="${element}"/></wsdl:message>`;
}

function portOperation({ name, purpose }: OperationShape): string {
  return `  <wsdl:operation name="${name}">\n`
    + `    <wsdl:documentation>${escapeXml(purpose)}</wsdl:documentation>\n`
    + `    <wsdl:input message="tns:${name}Request"/>\n    <wsdl:output message="tns:${name}Response"/>\n`
    + faultNames.map((fault) => `    <wsdl:fault name="${fault}" message="tns:${fault}"/>\n`).join('')
    + '  </wsdl:operation>';
}

function binding(name: string, soap: SoapPrefix, operations: readonly OperationShape[]): readonly string[] {
  return [
    `<wsdl:binding name="${name}" type="tns:IpsApiPortType">`,
    `  <${soap}:binding style="document" transport="${httpTransport}"/>`,
    ...operations.map((operation) => `  <wsdl:operation name="${operation.name}">\n`
      + `    <${soap}:operation soapAction="${operation.name}" style="document"/>\n`
      + `    <wsdl:input><${soap}:header message="tns:authHeader" part="authHeader" use="literal"/>`
      + `<${soap}:body use="literal"/></wsdl:input>\n`
      + `    <wsdl:output><${soap}:body use="literal"/></wsdl:output>\n`
      + faultNames.map((fault) =>
        `    <wsdl:fault name="${fault}"><${soap}:fault name="${fault}" use="literal"/></wsdl:fault>\n`).join('')
      + '  </wsdl:operation>'),
    '</wsdl:binding>',
  ];
}

function port(name: string, soap: SoapPrefix, serviceUrl: string): string {
  return `  <wsdl:port name="${name}" binding="tns:${name}Binding">`
    + `<${soap}:address location="${escapeXml(serviceUrl)}"/></wsdl:port>`;
}
