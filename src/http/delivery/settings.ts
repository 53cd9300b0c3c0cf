import type { Setting } from '#base';
import { imageServingSettings, readImageServing, type ImageServing } from '#rendering';

/** What the door needs to know. */
export type DeliveryDoorSettings = {
  readonly serving: ImageServing;
  /** Bytes of finished replies kept in memory. */
  readonly cacheBytes: number;
  /** Pictures drawn at the same time. */
  readonly renders: number;
  /** Pictures waiting for their turn; more are refused. */
  readonly queue: number;
  readonly timeLimitSeconds: number;
  readonly urlBytes: number;
  /** `Content-Security-Policy: sandbox` on HTML and SVG. */
  readonly isContentSandboxed: boolean;
};

export const deliverySettings: readonly Setting[] = [
  { name: 'PREPRESS_IS_CACHE_BYTES', kind: 'integer', unit: 'bytes', min: 0, max: 2 ** 40, default: 256 * 2 ** 20, meaning: 'Finished replies kept in memory.' },
  { name: 'PREPRESS_IS_RENDERS', kind: 'integer', min: 1, max: 256, default: 2, meaning: 'Pictures drawn at the same time, each with one thread.' },
  { name: 'PREPRESS_IS_QUEUE', kind: 'integer', min: 0, max: 100_000, default: 200, meaning: 'Pictures that may wait for their turn; more are answered 503.' },
  { name: 'PREPRESS_IS_TIME_LIMIT_SECONDS', kind: 'integer', unit: 's', min: 1, max: 3600, default: 60, meaning: 'Longest a picture may take, waiting included, before it is answered 503.' },
  { name: 'PREPRESS_IS_URL_BYTES', kind: 'integer', unit: 'bytes', min: 256, max: 65_536, default: 16_384, meaning: 'Longest URL; longer ones are answered 414.' },
  { name: 'PREPRESS_IS_CONTENT_SANDBOX', kind: 'boolean', default: true, meaning: 'Send Content-Security-Policy: sandbox with HTML and SVG.' },
  ...imageServingSettings,
];

/** Reads the door's settings. @param textOf Value of a setting by name; undefined: its default. @throws BAD_SETTING */
export function readDeliverySettings(textOf: (name: string) => string | undefined = () => undefined): DeliveryDoorSettings {
  const text = (name: string): string => textOf(name) ?? String(deliverySettings.find((setting) => setting.name === name)?.default);
  return {
    serving: readImageServing(textOf),
    cacheBytes: Number(text('PREPRESS_IS_CACHE_BYTES')), renders: Number(text('PREPRESS_IS_RENDERS')),
    queue: Number(text('PREPRESS_IS_QUEUE')), timeLimitSeconds: Number(text('PREPRESS_IS_TIME_LIMIT_SECONDS')),
    urlBytes: Number(text('PREPRESS_IS_URL_BYTES')), isContentSandboxed: text('PREPRESS_IS_CONTENT_SANDBOX') === 'true',
  };
}
