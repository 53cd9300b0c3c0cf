import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { openPatternThread } from '#adapters/pattern-thread';
import { Failure, silentLog, type Json } from '#base';
import { jobHandle, type LeasedItem } from '#jobs';
import { systemPropertySetTypes, type ImageFacts } from '#library';
import type { PatternMatcher } from '#ports';
import { openIpsWorld, password, type IpsWorld } from '#test/build/ips';
import { misfits } from '#test/build/json-schema';
import { noticesOf } from '#test/build/notices';
import { openApiDocument, registerRestDoor } from './index.ts';

const picture: ImageFacts = {
  widthPx: 1000, heightPx: 800, resolutionPpi: 300, colour: 'rgb', bitsPerComponent: 8, hasAlpha: false, iccProfileName: undefined,
  levels: [{ widthPx: 1000, heightPx: 800 }], photoshopPathNames: [], hasXmp: false,
};
const plan: Json = {
  type: 'Image', price: { pixels: 800_000, bytes: 136_617_728 }, notes: [{ key: 'log.firstPageOnly', params: { count: 2 } }],
  probe: { format: 'tiff', widthPx: 1000 },
  steps: [{ kind: 'decode', profile: 'kept' }, { kind: 'pyramid', role: 'optimized' }, { kind: 'thumbnail', boxPx: 256 }],
  ran: [{ kind: 'decode', ms: 12 }, { kind: 'pyramid', ms: 80 }, { kind: 'thumbnail', ms: 3 }],
};
const document = openApiDocument('1.2.3');

describe('the REST door', () => {
  let world: IpsWorld;
  let matcher: PatternMatcher;
  before(async () => {
    world = await openIpsWorld();
    matcher = openPatternThread();
    registerRestDoor(world.server, { ...world, notices: noticesOf(world), matcher, log: silentLog }, { version: '1.2.3' });
  });
  after(async () => {
    await matcher.close();
    await world[Symbol.asyncDispose]();
  });

  const basic = (email: string, secret = password): string => `Basic ${Buffer.from(`${email}:${secret}`).toString('base64')}`;
  async function get(path: string, headers: Record<string, string> = { authorization: basic(world.user.email) }) {
    const answer = await world.server.inject({ method: 'GET', url: path, headers });
    return { status: answer.statusCode, headers: answer.headers, body: answer.json() as { [name: string]: Json } };
  }
  /** The body, which must fit what the document says of this path. */
  async function found(path: string, template: string) {
    const answer = await get(path);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.deepEqual(misfits(schemaOf(template, 200), answer.body, document), []);
    return answer.body;
  }
  function schemaOf(template: string, status: number): Json {
    const operation = (document['paths'] as Record<string, { get: { responses: Record<string, { content: Record<string, { schema: Json }> }> } }>)[template];
    return operation!.get.responses[status]!.content['application/json']!.schema;
  }
  const explained = '/companies/{company}/items/{item}/explanation';

  async function take(name: string, files: readonly string[] = ['a.tif']) {
    const job = await world.openJob({ name, files });
    const item = (await world.jobs.itemsOf(job.id, { pageSize: 1, page: 1 }))[0]!;
    return { job, leased: (await world.jobs.lease(item.id, { holder: 'test', leaseMs: 60_000 }))! };
  }
  const finish = (leased: LeasedItem, ...rest: readonly [Parameters<IpsWorld['jobs']['finishItem']>[2], Parameters<IpsWorld['jobs']['finishItem']>[3]]) =>
    world.test.database.transaction().execute((transaction) => world.jobs.finishItem(transaction, leased, ...rest));

  test('lists scheduled jobs, and finds what they opened by their handles', async () => {
    const template = '/companies/{company}/schedules';
    const request = {
      kind: 'ImageOptimization', companyId: world.company.id, companyRoot: world.company.rootPath, userId: world.user.id, userEmail: world.user.email,
      originalName: 'nightly', locale: 'en', description: '', clientName: 'test', clientAddress: '', options: {}, echo: {}, items: [], isInputClosed: false,
    } as const;
    const add = (name: string, due: { readonly cron: string } | { readonly at: Date }) => world.test.database.transaction().execute((transaction) =>
      world.jobs.schedules.add(transaction, { ...request, originalName: name }, due));
    const nightly = await add('nightly', { cron: '0 30 2 * * ?' });
    await add('once', { at: new Date('2030-01-01T00:00:00Z') });
    const { schedules } = await found(`/api/companies/${world.company.id}/schedules`, template);
    assert.deepEqual(schedules, [
      { handle: `j|${world.company.id}|nightly||${nightly.id}`, name: 'nightly', kind: 'ImageOptimization', submitter: world.user.email, expression: '0 30 2 * * ?',
        timeZone: 'Europe/Berlin', nextFireAt: '2026-01-16T01:30:00.000Z', state: 'Normal' },
      { handle: `j|${world.company.id}|once||${nightly.id + 1}`, name: 'once', kind: 'ImageOptimization', submitter: world.user.email,
        timeZone: 'Europe/Berlin', nextFireAt: '2030-01-01T00:00:00.000Z', state: 'Normal' },
    ]);
    const job = await world.jobs.schedules.execute(nightly, '');
    const items = await found(`/api/companies/${world.company.id}/jobs/${encodeURIComponent(`j|${world.company.id}|nightly||${nightly.id}`)}/items`, '/companies/{company}/jobs/{job}/items');
    assert.equal((items['job'] as { handle: string }).handle, `j|${world.company.id}||${job.name}|${job.id}`);
  });

  test('lists what is told outside about jobs, by job and state, with every try', async () => {
    const template = '/companies/{company}/notices';
    const told = await world.openJob({ name: 'told', isInputClosed: true, options: { email: 'All', postHttpUrl: 'http://hooks.example/done?token=secret' } });
    await world.openJob({ name: 'other', isInputClosed: true, options: { email: 'JobCompletion' } });
    const refusing = noticesOf(world, { outbound: { fetch: async () => { throw new Failure('OUTBOUND_REFUSED', { url: 'http://hooks.example/done', detail: 'why not' }); } } });
    await refusing.deliver();
    const { notices } = await found(`/api/companies/ApiTestCo/notices?job=${encodeURIComponent(told.handle)}`, template) as unknown as { notices: { kind: string; state: string; to: string; attempts: { message?: string }[] }[] };
    assert.deepEqual(notices.map(({ kind, state, to, attempts }) => [kind, state, to, attempts.length]), [
      ['JobEnded', 'waiting', world.user.email, 1], ['PostHttpUrl', 'failed', 'http://hooks.example/done', 1], ['JobBegan', 'waiting', world.user.email, 1],
    ]);
    assert.match(notices[1]?.attempts[0]?.message ?? '', /^http:\/\/hooks\.example\/done may not be requested from here: why not$/);
    const failed = await found('/api/companies/ApiTestCo/notices?state=failed&pageSize=1', template) as unknown as { notices: unknown[] };
    assert.equal(failed.notices.length, 1);
    assert.deepEqual((await get('/api/companies/ApiTestCo/notices?state=lost')).status, 400);
    assert.deepEqual((await get('/api/companies/ApiTestCo/notices?job=nobody')).status, 404);
  });

  test('explains an asset by the item that made it', async () => {
    const { job, leased } = await take('made');
    await world.jobs.keepPlan(leased, plan);
    const asset = await world.publish({
      fileName: 'chair & table.tif', image: picture, making: { itemId: leased.item.id, options: {} },
      artifacts: { optimized: { blobId: 'o', sizeBytes: 900 }, thumbnail: { blobId: 't', sizeBytes: 90 } }, crop: { xPx: 1, yPx: 2, widthPx: 3, heightPx: 4 },
    });
    await finish(leased, 'success', [{
      type: 'UploadSuccess', key: 'log.created', params: { path: 'ApiTestCo/a.tif' }, asset: { id: asset.id, name: asset.name, fileType: 'MasterImage' },
      notes: [{ type: 'UploadWarning', key: 'log.firstPageOnly', params: { count: 2 } }],
    }]);
    const explanation = {
      path: 'ApiTestCo/a.tif',
      item: {
        id: leased.item.id, state: 'done', attempts: 1, source: 'file', sizeBytes: 1000,
        job: { handle: jobHandle(job), name: 'made', kind: 'UploadPost', startedAt: job.startedAt.toISOString() },
      },
      asset: { id: asset.id, name: 'chair & table', type: 'Image', version: 1, urlModifier: 'crop=1,2,3,4', originalBytes: 4321, isOfItem: true },
      options: {}, probe: { format: 'tiff', widthPx: 1000 }, price: { pixels: 800_000, bytes: 136_617_728 },
      steps: [
        { kind: 'decode', settings: { profile: 'kept' }, ms: 12, state: 'done' }, { kind: 'pyramid', settings: { role: 'optimized' }, ms: 80, state: 'done' },
        { kind: 'thumbnail', settings: { boxPx: 256 }, ms: 3, state: 'done' },
      ],
      artifacts: [{ role: 'optimized', sizeBytes: 900 }, { role: 'thumbnail', sizeBytes: 90 }],
      lines: [{ type: 'UploadSuccess', message: 'ApiTestCo/a.tif was processed into IPS', notes: ['Only the first of 2 pages was processed'] }],
    };
    for (const company of [`c|${world.company.id}`, String(world.company.id), 'ApiTestCo']) {
      for (const name of [`a|${asset.id}`, 'chair & table']) {
        assert.deepEqual(await found(`/api/companies/${encodeURIComponent(company)}/assets/${encodeURIComponent(name)}/explanation`,
          '/companies/{company}/assets/{asset}/explanation'), explanation);
      }
    }
    assert.deepEqual(await found(`/api/companies/ApiTestCo/items/${leased.item.id}/explanation`, explained), explanation);
  });

  test('a failed item shows where it failed, in the reader\'s language', async () => {
    const { leased } = await take('failed');
    await world.jobs.keepPlan(leased, { ...(plan as object), ran: [{ kind: 'decode', ms: 12 }] });
    await world.jobs.fail(leased, { key: 'TIME_LIMIT', params: { limitSeconds: 600 } });
    const body = await found(`/api/companies/ApiTestCo/items/${leased.item.id}/explanation`, explained);
    assert.deepEqual(body['failure'], { code: 'TIME_LIMIT', message: 'Processing took longer than 600 seconds', step: 'pyramid' });
    assert.deepEqual((body['steps'] as { state: string }[]).map(({ state }) => state), ['done', 'failed', 'notRun']);
    const german = await get(`/api/companies/ApiTestCo/items/${leased.item.id}/explanation`, { authorization: basic(world.user.email), 'accept-language': 'de-CH' });
    assert.match(JSON.stringify(german.body['failure']), /länger als 600 Sekunden/);
  });

  test('an asset whose item is forgotten keeps what it knows itself', async () => {
    const asset = await world.publish({
      fileName: 'old.tif', image: picture, making: { itemId: 987_654, options: { createMask: true, unsharpMask: { amount: 1.75 } } },
      artifacts: { optimized: { blobId: 'o', sizeBytes: 900 } },
    });
    const body = await found(`/api/companies/ApiTestCo/assets/a%7C${asset.id}/explanation`, '/companies/{company}/assets/{asset}/explanation');
    assert.deepEqual([body['item'], body['options'], body['steps'], body['artifacts']],
      [undefined, { createMask: true, 'unsharpMask.amount': 1.75 }, [], [{ role: 'optimized', sizeBytes: 900 }]]);
  });

  test('the items of a job are listed in order, a page at a time', async () => {
    const { job, leased } = await take('listed', ['a.jpg', 'b.jpg', 'c.jpg']);
    await finish(leased, 'success', []);
    const path = '/companies/{company}/jobs/{job}/items';
    for (const name of [jobHandle(job), String(job.id), 'listed']) {
      const body = await found(`/api/companies/ApiTestCo/jobs/${encodeURIComponent(name)}/items`, path);
      assert.equal(body['totalItems'], 3);
      assert.deepEqual((body['items'] as { path: string; state: string }[]).map(({ path: file, state }) => `${file} ${state}`),
        ['ApiTestCo/a.jpg done', 'ApiTestCo/b.jpg queued', 'ApiTestCo/c.jpg queued']);
    }
    const second = await found(`/api/companies/ApiTestCo/jobs/${job.id}/items?page=2&pageSize=2`, path);
    assert.deepEqual((second['items'] as { path: string }[]).map(({ path: file }) => file), ['ApiTestCo/c.jpg']);
    for (const wrong of ['page=0', 'pageSize=1001', 'page=x', 'page=1&page=2']) assert.equal((await get(`/api/companies/ApiTestCo/jobs/${job.id}/items?${wrong}`)).status, 400);
  });

  test('who is not known, not a member, or asks for what is not there, is told so in JSON', async () => {
    const elsewhere = await world.accounts.addCompany('ElsewhereCo');
    const asset = await world.publish({ fileName: 'mine.jpg' });
    for (const kind of ['Css', 'Font'] as const) await world.publish({ fileName: 'double.css', type: kind });
    const inCompany = (rest: string) => `/api/companies/ApiTestCo/${rest}`;
    const user = { authorization: basic(world.user.email) };
    for (const [path, headers, status, code] of [
      [inCompany(`assets/a%7C${asset.id}/explanation`), {}, 401, 'NO_CREDENTIALS'],
      [inCompany(`assets/a%7C${asset.id}/explanation`), { authorization: basic(world.user.email, 'wrong') }, 401, 'INVALID_CREDENTIALS'],
      [inCompany(`assets/a%7C${asset.id}/explanation`), { authorization: 'Bearer x' }, 401, 'NO_CREDENTIALS'],
      [`/api/companies/${elsewhere.id}/items/1/explanation`, user, 403, 'ILLEGAL_COMPANY'],
      ['/api/companies/Nowhere/items/1/explanation', user, 403, 'INVALID_COMPANY'],
      [inCompany('assets/nothing/explanation'), user, 404, 'RESOURCE_NOT_FOUND'], [inCompany('assets/a%7C999999/explanation'), user, 404, 'RESOURCE_NOT_FOUND'],
      [inCompany('assets/double/explanation'), user, 400, 'INVALID_PARAMETER'],
      [inCompany('items/999999/explanation'), user, 404, 'RESOURCE_NOT_FOUND'], [inCompany('items/x/explanation'), user, 404, 'RESOURCE_NOT_FOUND'],
      [inCompany('jobs/nothing/items'), user, 404, 'RESOURCE_NOT_FOUND'], [inCompany(`jobs/j%7C${elsewhere.id}%7C%7Cx%7C1/items`), user, 404, 'RESOURCE_NOT_FOUND'],
      ['/api/nonsense', user, 404, 'RESOURCE_NOT_FOUND'], ['/api', user, 404, 'RESOURCE_NOT_FOUND'],
    ] as const) {
      const answer = await get(path, headers);
      assert.deepEqual([answer.status, (answer.body['error'] as { code?: string }).code], [status, code], path);
      assert.deepEqual(misfits(schemaOf(explained, 404), answer.body, document), []);
      assert.equal(answer.headers['www-authenticate'] !== undefined, status === 401);
      assert.equal(answer.headers['cache-control'], 'no-store');
    }
  });

  test('every resource is in the document, which anybody may read', async () => {
    const answer = await get('/api/openapi.json', {});
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, document);
    for (const [path, methods] of Object.entries(document['paths'] as Record<string, object>)) {
      for (const method of Object.keys(methods)) assert.ok(world.server.hasRoute({ method: method.toUpperCase() as 'GET', url: `/api${path.replace(/\{(\w+)\}/g, ':$1')}` }), path);
    }
    assert.deepEqual((document['info'] as { version?: string }).version, '1.2.3');
  });

  test('a set script is tried on names and on all assets, by its handle or its name, and nothing changes', async () => {
    const { id } = await world.library.propertySets.create(systemPropertySetTypes.autoSetScript, { companyId: world.company.id },
      [{ name: 'name', value: 'spins' }, { name: 'match.1', value: '(\\w+)~\\d+' }, { name: 'suffix', value: '-set' }]);
    const post = async (body: unknown, authorization = basic(world.user.email)) => {
      const answer = await world.server.inject({ method: 'POST', url: `/api/companies/c|${world.company.id}/set-trials`, headers: { authorization }, payload: body as object });
      return { status: answer.statusCode, body: answer.json() as Json };
    };
    const template = (document['paths'] as Record<string, { post: { responses: Record<string, { content: Record<string, { schema: Json }> }> } }>)['/companies/{company}/set-trials']!;
    for (const body of [{ script: 'spins', names: ['x~2.jpg', 'x~1.jpg', 'y'] }, { script: `ps|${id}`, names: ['x~2', 'x~1', 'y'] }]) {
      const answer = await post(body);
      assert.equal(answer.status, 200);
      assert.deepEqual(misfits(template.post.responses['200']!.content['application/json']!.schema, answer.body, document), []);
      assert.deepEqual(answer.body, {
        script: { handle: `ps|${id}`, name: 'spins', type: 'ImageSet', isActive: true },
        sets: [{ name: 'x-set', folder: 'ApiTestCo/', outcome: 'made', members: [{ name: 'x~1', from: 'named' }, { name: 'x~2', from: 'named' }] }],
        assets: [
          { name: 'x~2', set: 'x-set', as: 'member', reason: 'it fits match.1 with the base x' }, { name: 'x~1', set: 'x-set', as: 'member', reason: 'it fits match.1 with the base x' },
          { name: 'y', as: 'none', reason: 'no expression fits it' },
        ],
        isCut: false,
      });
    }
    const all = await post({ script: 'spins' });
    assert.deepEqual([all.status, (all.body as { readonly sets: unknown }).sets], [200, []]);
    for (const [body, status] of [[{}, 400], [{ script: 'spins', names: 'x' }, 400], [{ script: 'spins', names: [1] }, 400], [{ script: 'nobody' }, 404], [{ script: 'ps|999999' }, 404]] as const) assert.equal((await post(body)).status, status);
    assert.equal((await post({ script: 'spins' }, basic(world.user.email, 'wrong'))).status, 401);
  });
});
