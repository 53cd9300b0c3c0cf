import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';

import { areForeignClientsRequired, findPhp, findZeep, type ForeignClient } from '#test/build/foreign-clients';
import { openIpsWorld, password, type IpsWorld } from '#test/build/ips';

describe('SOAP stacks of other languages', () => {
  let world: IpsWorld;
  let address: string;
  before(async () => {
    world = await openIpsWorld();
    await world.publish({ fileName: 'chair & table.jpg', image: {
      widthPx: 640, heightPx: 480, resolutionPpi: 72, colour: 'rgb', bitsPerComponent: 8, hasAlpha: false,
      iccProfileName: undefined,
      levels: [{ widthPx: 640, heightPx: 480 }], photoshopPathNames: [], hasXmp: false,
    } });
    await world.publish({ fileName: 'notes.pdf', type: 'Pdf' });
    const job = await world.openJob({ name: 'followed', files: ['a.jpg', 'b.jpg'] });
    await (await world.take(job))('success');
    address = await world.server.listen({ host: '127.0.0.1', port: 0 });
  });
  after(() => world[Symbol.asyncDispose]());

  const versions = ['2014-04-03', '2013-02-15'];
  const addresses = ['/scene7/webservice/IpsApi', '/scene7/IpsApi'];

  async function followJob(t: TestContext, client: ForeignClient | undefined, name: string, script: string): Promise<void> {
    if (client === undefined) {
      assert.ok(!areForeignClientsRequired, `${name} is not installed here, and this machine is to judge it`);
      t.diagnostic(`NOT TESTED: ${name} is not installed on this machine`);
      return;
    }
    for (const [index, version] of versions.entries()) {
      for (const soap of ['1.1', '1.2']) {
        const wsdl = `${address}${addresses[index]}-${version}.wsdl`;
        const printed =
          await client.run(join(import.meta.dirname, script), wsdl, world.user.email, password, 'followed', soap);
        assert.deepEqual(JSON.parse(printed), {
          rootPath: 'ApiTestCo/',
          role: 'IpsUser',
          totalRows: 2,
          assets: [['chair & table', 'Image', 640], ['notes', 'Pdf', null]],
          jobs: [['followed', 2, true]],
          lines: ['BeginUpload', 'OriginalJobName', 'JobClient', 'JobType', 'UploadSuccess'],
          modifier: 'crop=1,2,30,40',
          packet: [true, 1, 'Ein Stühlchen'],
          submitted: ['ReprocessAssets', 1, true],
          fault: 30001,
        }, `${version}, SOAP ${soap}`);
      }
    }
  }

  test('behaviours 11, 20 and 21: PHP SoapClient loads both WSDLs, logs in, searches, follows a job, submits one and changes a packet', async (t) => {
    await followJob(t, await findPhp(), 'PHP with ext-soap', 'follow-job.php');
  });

  test('behaviours 11, 20 and 21: zeep loads both WSDLs, logs in, searches, follows a job, submits one and changes a packet', async (t) => {
    await followJob(t, await findZeep(), 'Python with zeep', 'follow_job.py');
  });
});
