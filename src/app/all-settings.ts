import type { Setting } from '#base';
import { accountsSettings } from '#accounts';
import { jobsSettings } from '#jobs';
import { librarySettings } from '#library';
import { noticeSettings } from '#notices';
import { productionSettings } from '#production';
import { outboundSettings } from '#adapters/outbound-http';
import { postgresSettings } from '#adapters/postgres';
import { blobSettings } from '#adapters/s3-blobs';
import { deliverySettings } from '#http/delivery';
import { ipsSettings } from '#http/ips';
import { uploadSettings } from '#http/upload';
import { ownSettings } from './own-settings.ts';

/** Every setting of the product, in the order of `docs/settings.md`. */
export const settingGroups: readonly { readonly title: string; readonly settings: readonly Setting[] }[] = [
  { title: 'Server', settings: ownSettings },
  { title: 'First start', settings: accountsSettings },
  { title: 'Database', settings: postgresSettings },
  { title: 'Blob store', settings: blobSettings },
  { title: 'Requests to other servers', settings: outboundSettings },
  { title: 'Upload door', settings: uploadSettings },
  { title: 'Service', settings: ipsSettings },
  { title: 'Jobs', settings: jobsSettings },
  { title: 'Notices', settings: noticeSettings },
  { title: 'Library', settings: librarySettings },
  { title: 'Production', settings: productionSettings },
  { title: 'Delivery', settings: deliverySettings },
];

export const allSettings: readonly Setting[] = settingGroups.flatMap(({ settings }) => settings);
