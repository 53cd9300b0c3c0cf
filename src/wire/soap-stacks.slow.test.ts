import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { Failure } from '#base';

import { readSoapAuth } from './auth.ts';
import { operationOfElement, ownElementShape } from './catalogue.ts';
import { decode } from './decode.ts';
import { encode } from './encode.ts';
import { soapEnvelope, soapFault, type SoapVersion } from './faults.ts';
import { readXml } from './read-xml.ts';
import type { WireObject } from './types.ts';
import { wsdl } from './wsdl.ts';

/**
 * Stacks that strangers use write our requests and read our answers, without a server between: each is handed
 * a WSDL and two answers, calls getJobLogs and getUserInfo, and leaves behind what it would have sent.
 */
const version = '2014-04-03';
const startedAt = new Date('2026-01-02T03:04:05.678Z');

const answers: Readonly<Record<string, WireObject>> = {
  getJobLogsReturn: {
    jobLogArray: {
      items: [{
        companyHandle: 'c|1', jobHandle: 'j|1||tag & <b>|2', jobName: 'ü', originalJobName: 'ü',
        submitUserEmail: 'a@b.c', logType: 'BeginUpload', jobSubType: '', startDate: startedAt, description: '', fileSuccessCount: 3,
        fileErrorCount: 0, fileWarningCount: 0, fileDuplicateCount: 0, fileUpdateCount: 0, totalFileCount: 3,
        transferSuccessCount: 0, transferErrorCount: 0, transferWarningCount: 0, fatalError: false,
      }],
    },
  },
};

type Stack = { readonly program: string; readonly probe: readonly string[]; readonly script: string };

const stacks: Readonly<Record<string, Stack>> = {
  'PHP SoapClient': {
    program: 'php',
    probe: ['-r', 'exit(class_exists("SoapClient") ? 0 : 1);'],
    script: `
      class Offline extends SoapClient {
        public $answer; public $sent;
        function __doRequest($request, $location, $action, $version, $oneWay = false): ?string {
          $this->sent = [$request, $action]; return $this->answer;
        }
      }
      [, $folder, $soap] = $argv;
      $client = new Offline("$folder/api.wsdl", ['cache_wsdl' => WSDL_CACHE_NONE, 'exceptions' => true,
        'soap_version' => $soap === '1.2' ? SOAP_1_2 : SOAP_1_1, 'location' => 'http://offline']);
      $client->__setSoapHeaders(new SoapHeader('http://www.scene7.com/IpsApi/xsd', 'authHeader',
        ['user' => 'a@b.c', 'password' => 'p&<']));
      $client->answer = file_get_contents("$folder/answer.xml");
      $logs = $client->getJobLogs(['companyHandle' => 'c|1', 'numRows' => 7,
        'startDate' => '2026-01-02T03:04:05.678Z']);
      [$request, $action] = $client->sent;
      $client->answer = file_get_contents("$folder/fault.xml");
      try { $client->getUserInfo([]); $fault = null; } catch (SoapFault $thrown) { $fault = $thrown; }
      $log = is_array($logs->jobLogArray->items) ? $logs->jobLogArray->items[0] : $logs->jobLogArray->items;
      echo json_encode(['request' => $request, 'action' => $action, 'handle' => $log->jobHandle,
        'count' => $log->fileSuccessCount, 'startDate' => $log->startDate,
        'reason' => $fault->getMessage(), 'code' => (string) $fault->detail->authorizationFault->code]);
    `,
  },
  'Python zeep': {
    program: '/usr/bin/python3',
    probe: ['-c', 'import zeep'],
    script: `
import datetime, json, sys, zeep
folder, soap = sys.argv[1:3]
class Offline(zeep.Transport):
    def post(self, address, message, headers):
        self.sent = (message.decode(), headers.get('SOAPAction', headers['Content-Type']))
        class Answer: pass
        answer = Answer()
        answer.status_code = self.status
        answer.content = open(folder + self.answer, 'rb').read()
        answer.headers = {'Content-Type': 'text/xml;charset=utf-8'}
        answer.encoding = 'utf-8'
        return answer
offline = Offline()
client = zeep.Client(folder + '/api.wsdl', transport=offline)
service = client.bind('IpsApiService', 'IpsApiSoap12' if soap == '1.2' else 'IpsApiSoap11')
auth = {'authHeader': {'user': 'a@b.c', 'password': 'p&<'}}
offline.answer, offline.status = '/answer.xml', 200
when = datetime.datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=datetime.timezone.utc)
logs = service.getJobLogs(companyHandle='c|1', startDate=when, numRows=7, _soapheaders=auth)
request, action = offline.sent
offline.answer, offline.status = '/fault.xml', 500
try:
    service.getUserInfo(_soapheaders=auth)
except zeep.exceptions.Fault as thrown:
    fault = thrown
log = logs[0]
print(json.dumps({'request': request, 'action': action, 'handle': log['jobHandle'],
  'count': log['fileSuccessCount'], 'startDate': log['startDate'].strftime('%Y-%m-%dT%H:%M:%S.%f')[:-3] + 'Z',
  'reason': fault.message, 'code': fault.detail.findtext('.//{http://www.scene7.com/IpsApi/xsd}code')}))
`,
  },
};

for (const [name, stack] of Object.entries(stacks)) {
  for (const soapVersion of ['1.1', '1.2'] as const) {
    test(`${name} over SOAP ${soapVersion} writes what we read and reads what we write`, (context) => {
      const heard = talk(stack, soapVersion, context);
      if (heard === undefined) return;
      const envelope = readXml(new TextEncoder().encode(heard.request));
      const [header, body] = ['Header', 'Body'].map((part) => envelope.children.find((child) => child.name === part));
      assert.ok(header && body?.children[0]);
      assert.deepEqual(readSoapAuth(header), { user: 'a@b.c', password: 'p&<' });
      const operation = operationOfElement(body.children[0].name);
      assert.equal(operation?.name, 'getJobLogs');
      assert.deepEqual(decode(operation.param, body.children[0]),
        { value: { companyHandle: 'c|1', startDate: startedAt, numRows: 7 } });
      assert.match(heard.action, /getJobLogs/);
      const { handle, count, startDate } = heard;
      assert.deepEqual([handle, count, startDate], ['j|1||tag & <b>|2', 3, startedAt.toISOString()]);
      assert.deepEqual([heard.reason, heard.code], ['AuthorizationException', '20006']);
    });
  }
}

type Heard = {
  readonly request: string; readonly action: string; readonly handle: string; readonly count: number;
  readonly startDate: string; readonly reason: string; readonly code: string;
};

function talk(stack: Stack, soapVersion: SoapVersion, context: TestContext): Heard | undefined {
  if (spawnSync(stack.program, stack.probe).status !== 0) {
    context.diagnostic(`${stack.program} with its SOAP library is not installed: nothing was tried`);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'soap-'));
  try {
    writeFileSync(join(folder, 'api.wsdl'), wsdl(version, { serviceUrl: 'http://offline.test/' }));
    const shape = ownElementShape('getJobLogsReturn');
    const answer = encode(shape.name, shape, answers[shape.name] ?? {}, version);
    writeFileSync(join(folder, 'answer.xml'), soapEnvelope(answer, soapVersion));
    writeFileSync(join(folder, 'fault.xml'), soapFault(new Failure('ILLEGAL_COMPANY'), 'en', soapVersion));
    const flag = stack.program === 'php' ? '-r' : '-c';
    const words = [flag, stack.script, folder, soapVersion];
    return JSON.parse(execFileSync(stack.program, words, { encoding: 'utf8' })) as Heard;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
