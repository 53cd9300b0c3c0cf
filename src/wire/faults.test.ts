import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Failure } from '#base';

import { faultXml, soapEnvelope, soapFault, uploadReturnXml } from './faults.ts';
import { readXml } from './read-xml.ts';

const read = (text: string) => readXml(new TextEncoder().encode(text));

test('a fault outside SOAP is the bare element, byte for byte', () => {
  assert.equal(
    faultXml(new Failure('INVALID_CREDENTIALS'), 'en'),
    "<?xml version='1.0' encoding='UTF-8'?><tns:authenticationFault xmlns:tns=\"http://www.scene7.com/IpsApi/xsd\">"
    + '<tns:code>10001</tns:code><tns:reason>Invalid username/password</tns:reason></tns:authenticationFault>',
  );
});

test('the reason is in the reader\'s language and escaped', () => {
  const failure = new Failure('MISSING_PARAMETER', { name: '<x>&' });
  assert.match(faultXml(failure, 'de-CH'), /<tns:code>30002<.*Erforderlicher Parameter '&lt;x&gt;&amp;' fehlt</);
});

test('failures that are not meant for clients answer as an unexpected error without their text', () => {
  const text = faultXml(new Failure('BROKEN_FILE', { detail: 'secret' }), 'en');
  assert.match(text, /ipsApiFault.*<tns:code>30000</);
  assert.doesNotMatch(text, /secret/);
});

test('a SOAP 1.1 fault names the exception and carries the fault in its detail', () => {
  const root = read(soapFault(new Failure('ILLEGAL_COMPANY'), 'en', '1.1'));
  assert.equal(root.namespace, 'http://schemas.xmlsoap.org/soap/envelope/');
  const fault = root.children[1]?.children[0];
  assert.equal(fault?.name, 'Fault');
  assert.deepEqual(fault?.children.slice(0, 2).map(({ name, namespace, text }) => [name, namespace, text]), [
    ['faultcode', '', 'soapenv:Client'], ['faultstring', '', 'AuthorizationException'],
  ]);
  const detail = fault?.children[2]?.children[0];
  assert.deepEqual([detail?.name, detail?.namespace], ['authorizationFault', 'http://www.scene7.com/IpsApi/xsd']);
  assert.deepEqual(detail?.children.map(({ name, namespace, text }) => [name, namespace, text]), [
    ['code', 'http://www.scene7.com/IpsApi/xsd', '20006'],
    ['reason', 'http://www.scene7.com/IpsApi/xsd', 'User is not an active member of the company'],
  ]);
});

test('only unexpected errors are the server\'s fault', () => {
  assert.match(soapFault(new Failure('UNEXPECTED'), 'en', '1.1'), /soapenv:Server<.*IpsApiException/);
  assert.match(soapFault(new Failure('NO_CREDENTIALS'), 'en', '1.1'), /soapenv:Client<.*AuthenticationException/);
});

test('a SOAP 1.2 fault has the words of 1.2', () => {
  const root = read(soapFault(new Failure('INVALID_REQUEST_XML', { detail: 'x' }), 'en', '1.2'));
  assert.equal(root.namespace, 'http://www.w3.org/2003/05/soap-envelope');
  const fault = root.children[1]?.children[0];
  assert.deepEqual(fault?.children.map((child) => child.name), ['Code', 'Reason', 'Detail']);
  assert.equal(fault?.children[0]?.children[0]?.text, 'soapenv:Sender');
  assert.equal(fault?.children[2]?.children[0]?.children[0]?.text, '30003');
});

test('envelopes have the prefix and the literal body tag that clients cut at', () => {
  assert.ok(soapEnvelope('<x/>', '1.1')
    .endsWith('<soapenv:Header/><soapenv:Body><x/></soapenv:Body></soapenv:Envelope>'));
});

test('the upload\'s answer has the bare jobHandle in the caller\'s namespace', () => {
  assert.equal(
    uploadReturnXml('j|1||a&b|2', '2014-04-03'),
    "<?xml version='1.0' encoding='UTF-8'?><uploadPostReturn xmlns=\"http://www.scene7.com/IpsApi/xsd/2014-04-03\">"
    + '<jobHandle>j|1||a&amp;b|2</jobHandle></uploadPostReturn>',
  );
  assert.match(uploadReturnXml('j', ''), /xmlns="http:\/\/www\.scene7\.com\/IpsApi\/xsd"><jobHandle>j</);
});
