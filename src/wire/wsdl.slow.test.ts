import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { namespaceOf, servedVersions } from './versions.ts';
import { readXml } from './read-xml.ts';
import type { Version, XmlElement } from './types.ts';
import { wsdl } from './wsdl.ts';
import { operationsIn } from './xsd.ts';

const serviceUrl = 'https://example.test/scene7/services/IpsApiService?a=1&b=2';

/** Too large for `readXml`, so the test takes it apart in pieces. */
function definitions(version: Version): XmlElement {
  const text = wsdl(version, { serviceUrl }).replace(/<wsdl:types>[^]*<\/wsdl:types>/, '');
  return readXml(new TextEncoder().encode(text));
}

const named = (parent: XmlElement | undefined, name: string): readonly XmlElement[] =>
  (parent?.children ?? []).filter((child) => child.name === name);

for (const version of servedVersions) {
  const title = version || 'unversioned';

  test(`WSDL ${title}: every operation has its messages, three faults and two bindings`, () => {
    const root = definitions(version);
    const names = operationsIn(version).map(({ name }) => name);
    const messages = new Set(named(root, 'message').map((message) => message.attributes.name));
    for (const name of names) assert.ok(messages.has(`${name}Request`) && messages.has(`${name}Response`), name);
    const operations = named(named(root, 'portType')[0], 'operation');
    assert.deepEqual(operations.map((operation) => operation.attributes.name), names);
    for (const operation of operations) {
      assert.deepEqual(named(operation, 'fault').map((fault) => fault.attributes.name),
        ['authenticationFault', 'authorizationFault', 'ipsApiFault']);
    }
    const bindings = named(root, 'binding');
    assert.deepEqual(bindings.map((binding) => binding.children[0]?.namespace), [
      'http://schemas.xmlsoap.org/wsdl/soap/', 'http://schemas.xmlsoap.org/wsdl/soap12/',
    ]);
    for (const binding of bindings) {
      const actions = named(binding, 'operation').map((operation) => operation.children[0]?.attributes.soapAction);
      assert.deepEqual(actions, names);
    }
    assert.deepEqual(named(named(root, 'service')[0], 'port').map((one) => one.children[0]?.attributes.location),
      [serviceUrl, serviceUrl]);
  });
}

test('the body\'s namespace is the version\'s, header and faults stay unversioned', () => {
  const text = wsdl('2014-04-03', { serviceUrl });
  assert.match(text, new RegExp(`xmlns:body="${namespaceOf('2014-04-03')}"`));
  assert.match(text, /xmlns:head="http:\/\/www\.scene7\.com\/IpsApi\/xsd"/);
  assert.match(text, /<wsdl:message name="authHeader"><wsdl:part name="authHeader" element="head:authHeader"\/>/);
  assert.match(text, /name="getActiveJobsRequest"><wsdl:part name="parameters" element="body:getActiveJobsParam"\/>/);
});

test('PHP\'s SoapClient loads every version and knows all its operations', (context) => {
  if (spawnSync('php', ['-r', 'exit(class_exists("SoapClient") ? 0 : 1);']).status !== 0) {
    context.diagnostic('php with its soap extension is not installed: only our own checks of the WSDL ran');
    return;
  }
  inFiles((paths) => {
    const counts = execFileSync('php', ['-r', phpScript, ...paths], { encoding: 'utf8' });
    assert.deepEqual(JSON.parse(counts), servedVersions.map((version) => operationsIn(version).length));
  });
});

test('Python\'s zeep loads every version and lists all its operations', (context) => {
  if (spawnSync('/usr/bin/python3', ['-c', 'import zeep']).status !== 0) {
    context.diagnostic('zeep is not installed for /usr/bin/python3: only our own checks of the WSDL ran');
    return;
  }
  inFiles((paths) => {
    const names = execFileSync('/usr/bin/python3', ['-c', zeepScript, ...paths], { encoding: 'utf8' });
    assert.deepEqual(JSON.parse(names), servedVersions.map((version) => {
      const operations = operationsIn(version).map(({ name }) => name);
      return { IpsApiSoap11: operations, IpsApiSoap12: operations };
    }));
  });
});

const phpScript = `
  $counts = [];
  foreach (array_slice($argv, 1) as $path) {
    $client = new SoapClient($path, ['cache_wsdl' => WSDL_CACHE_NONE]);
    $counts[] = count(array_unique($client->__getFunctions()));
  }
  echo json_encode($counts);
`;

const zeepScript = `
import json, sys, zeep
print(json.dumps([
    {port.name: sorted(port.binding._operations) for service in zeep.Client(path).wsdl.services.values()
     for port in service.ports.values()}
    for path in sys.argv[1:]]))
`;

function inFiles(use: (paths: readonly string[]) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'wsdl-'));
  try {
    use(servedVersions.map((version) => {
      const path = join(folder, `IpsApi-${version}.wsdl`);
      writeFileSync(path, wsdl(version, { serviceUrl }));
      return path;
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
