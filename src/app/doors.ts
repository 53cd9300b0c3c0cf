import type { FastifyInstance } from 'fastify';
import { readDeliverySettings, registerDeliveryDoor, type DeliveryLoad } from '#http/delivery';
import { registerIpsDoor, systemProperties } from '#http/ips';
import { registerRestDoor } from '#http/rest';
import { registerUploadDoor, type UploadPolicy } from '#http/upload';
import type { Notices } from '#notices';
import type { Ground } from './ground.ts';
import type { Lookers } from './measuring.ts';
import type { Settings } from './settings.ts';

/** Registers the doors clients come through, each with its rooms and its settings.
 *  @returns what delivery is busy with, for the meters. */
export async function registerDoors(
  server: FastifyInstance, ground: Ground & Lookers & { readonly notices: Notices }, facts: { readonly version: string; readonly publicUrl: () => string },
): Promise<() => DeliveryLoad> {
  const { settings } = ground;
  const contextPath = `/${settings.text('PREPRESS_CONTEXT_PATH').replace(/^\/+|\/+$/g, '')}`;
  const policy = uploadPolicy(settings);
  const rooms = { ...ground, database: ground.database.database };
  registerUploadDoor(server, rooms, { contextPath, settings: policy });
  registerIpsDoor(server, rooms, {
    contextPath, gzip: policy.gzip, locale: policy.locale, trustedProxies: policy.trustedProxies,
    requestSeconds: settings.integer('PREPRESS_SERVICE_REQUEST_SECONDS'),
    publicUrl: facts.publicUrl,
    properties: () => systemProperties({
      version: facts.version,
      publicUrl: facts.publicUrl(),
      imageServerUrl: settings.optionalText('PREPRESS_IMAGE_SERVER_URL'),
      contentServerUrl: settings.optionalText('PREPRESS_CONTENT_SERVER_URL'),
      maxFileBytes: policy.maxFileBytes,
      systemMessage: settings.optionalText('PREPRESS_SYSTEM_MESSAGE') ?? '',
    }),
  });
  const { openPatternThread } = await import('#adapters/pattern-thread');
  const matcher = openPatternThread();
  server.addHook('onClose', () => matcher.close());
  registerRestDoor(server, { ...rooms, matcher }, { version: facts.version, locale: policy.locale });
  const [{ openSharpView }, { openLcmsColour }, { openHarfbuzzFonts }] = await Promise.all([
    import('#adapters/sharp'), import('#adapters/lcms'), import('#adapters/harfbuzz'),
  ]);
  const delivery = readDeliverySettings((name) => settings.optionalText(name));
  const view = await openSharpView({ threads: 1, timeLimitSeconds: delivery.timeLimitSeconds });
  return registerDeliveryDoor(server, { ...ground, version: facts.version, view, colour: openLcmsColour({ keptTransforms: 16 }), fonts: openHarfbuzzFonts(), settings: delivery });
}

function uploadPolicy(settings: Settings): UploadPolicy {
  return {
    maxFileBytes: settings.integer('PREPRESS_UPLOAD_MAX_FILE_BYTES'),
    maxFiles: settings.integer('PREPRESS_UPLOAD_MAX_FILES'),
    maxSeconds: settings.integer('PREPRESS_UPLOAD_MAX_SECONDS'),
    stallSeconds: settings.integer('PREPRESS_UPLOAD_STALL_SECONDS'),
    strangerMaxBytes: settings.integer('PREPRESS_UPLOAD_UNAUTHENTICATED_MAX_BYTES'),
    strangerMaxFiles: settings.integer('PREPRESS_UPLOAD_UNAUTHENTICATED_MAX_FILES'),
    strangerMaxSeconds: settings.integer('PREPRESS_UPLOAD_UNAUTHENTICATED_MAX_SECONDS'),
    strangersTotalBytes: settings.integer('PREPRESS_UPLOAD_UNAUTHENTICATED_TOTAL_BYTES'),
    isSameAddressEnforced: settings.boolean('PREPRESS_ENFORCE_SAME_IP'),
    trustedProxies: settings.list('PREPRESS_TRUSTED_PROXIES'),
    gzip: settings.text('PREPRESS_GZIP_RESPONSE') as UploadPolicy['gzip'],
    locale: settings.text('PREPRESS_LOCALE'),
  };
}
