import { promisify } from 'node:util';
import { deflate } from 'node:zlib';

import { neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { assetOf } from '../subjects.ts';

const compress = promisify<Uint8Array, Buffer>(deflate);

/** What stands in for a packet that is not there: the answer must hold one. The same as delivery answers. */
const emptyPacket = Buffer.from('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>');

/** The XMP packet of an asset, compressed as zlib does it. */
export const getXmpPacket: Operation = {
  name: 'getXMPPacket',
  async handle(context, input) {
    const asset = await assetOf(context, neededTextOf(input, 'assetHandle'));
    const packet = await context.rooms.library.packetOf(asset.companyId, asset.id);
    return { compressedPacket: await compress(packet ?? emptyPacket) };
  },
};
