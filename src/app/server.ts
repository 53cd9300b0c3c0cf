import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { registerOpsDoor, openMeters } from '#http/ops';
import { hostForUrl } from './address.ts';
import { registerDoors } from './doors.ts';
import { administratorFile, firstAdministrator } from './first-administrator.ts';
import { openGround, type Ground } from './ground.ts';
import { openLogBySettings } from './log.ts';
import { openMeasuring } from './measuring.ts';
import { startProduction } from './production-side.ts';
import { openNoticesSide } from './notices-side.ts';
import type { Settings } from './settings.ts';
import { shareProfiles } from './shared-profiles.ts';
import { within } from './stop-signal.ts';
import { startSweeps } from './sweeps.ts';

export type RunningServer = {
  /** Address clients on this machine reach it at. */
  readonly url: string;
  /** The first administrator, when this start made up the password. */
  readonly madeAdministrator: { readonly email: string; readonly password: string } | undefined;
  readonly administratorFile: string;
  readonly ground: Ground;
  /** Takes no new work, waits for what is in hand, closes everything. Safe to call twice. */
  close(): Promise<void>;
};

/** Starts a whole server; when this resolves every door answers.
 *  @throws BAD_SETTING, DATABASE_DOWN, BLOB_STORE_DOWN */
export async function openServer(settings: Settings, version: string): Promise<RunningServer> {
  await using undo = new AsyncDisposableStack();
  const log = await openLogBySettings(settings);
  const ground = await openGround(settings, log);
  undo.defer(() => ground.close());
  const administrator = await firstAdministrator(settings, ground.dataFolder);
  const { isAdminNew } = await ground.accounts.bootstrap({
    adminEmail: administrator.email, adminPassword: administrator.password, companyName: settings.text('PREPRESS_COMPANY'),
  });
  await shareProfiles({ ...ground, database: ground.database.database });

  let isStopping = false;
  let stopByMs = 0;
  const patienceMs = (): number => Math.max(0, stopByMs - Date.now());
  const measuring = openMeasuring(ground);
  undo.defer(() => measuring.close());
  const server = openHttp();
  undo.defer(() => closeHttp(server, patienceMs()));
  const meters = openMeters();
  meters.gauge('prepress_resident_memory_bytes', 'Resident memory of the server process.', () => process.memoryUsage.rss());
  meters.gauge('prepress_active_jobs', 'Jobs that have not ended.', async () => (await ground.jobs.active({ companyIds: 'all' })).length);
  registerOpsDoor(server, {
    meters, isStopping: () => isStopping,
    pings: { database: () => ground.database.ping(), store: () => ground.blobs.ping(), queue: () => ground.queue.ping() },
  });
  const publicUrl = { current: settings.optionalText('PREPRESS_PUBLIC_URL') };
  const telling = await openNoticesSide(ground, () => publicUrl.current);
  undo.defer(() => telling.close());
  const delivery = await registerDoors(
    server, { ...ground, measurer: measuring.measurer, archives: measuring.archives, notices: telling.notices }, { version, publicUrl: () => publicUrl.current ?? '' },
  );
  meters.gauge('prepress_image_cache_bytes', 'Finished image replies kept in memory.', () => delivery().cachedBytes);
  meters.gauge('prepress_images_rendering', 'Images being drawn now.', () => delivery().rendering);
  meters.gauge('prepress_images_waiting', 'Images waiting to be drawn.', () => delivery().waiting);

  await server.listen({ host: settings.text('PREPRESS_HOST'), port: settings.integer('PREPRESS_PORT') });
  const url = `http://${hostForUrl(settings.text('PREPRESS_HOST'))}:${(server.server.address() as AddressInfo).port}`;
  publicUrl.current ??= url;
  const production = await startProduction(ground);
  undo.defer(() => production.close(patienceMs()));
  telling.start();
  const stopSweeps = startSweeps(ground, telling.notices);
  undo.defer(stopSweeps);
  const opened = undo.move();
  log.info('server.ready', { url, version });
  let closing: Promise<void> | undefined;
  return {
    url, ground,
    madeAdministrator: administrator.isNew && isAdminNew ? administrator : undefined,
    administratorFile: administratorFile(ground.dataFolder),
    close() {
      if (!isStopping) stopByMs = Date.now() + settings.integer('PREPRESS_DRAIN_SECONDS') * 1000;
      isStopping = true;
      closing ??= opened.disposeAsync();
      return closing;
    },
  };
}

/** Lets open requests end, but not for ever: a sender may have fallen silent. */
async function closeHttp(server: FastifyInstance, patienceMs: number): Promise<void> {
  const closing = server.close();
  if (await within(patienceMs, closing)) return;
  server.server.closeAllConnections();
  await closing;
}

/** Requests carry files of gigabytes: the doors set their own limits of size and time. */
function openHttp(): FastifyInstance {
  return fastify({
    logger: false,
    // Longer URLs than Node reads by default must reach the door that answers them.
    http: { maxHeaderSize: 64 * 1024 },
    bodyLimit: 16 * 1024 * 1024,
    requestTimeout: 0,
    connectionTimeout: 0,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    routerOptions: { caseSensitive: true, maxParamLength: 16_384 },
  });
}
