import type { Readable } from 'node:stream';
import { Failure, type Log } from '#base';
import { mimeOfFileName, type Asset } from '#library';
import type { Blobs, Clock } from '#ports';
import {
  badRequest, cacheCommandOf, jsonCall, mergeRequest, notAvailableYet, packText, propertiesText, realText, requestTypeOf, scriptNamesOf, textFormats,
  timeStamp, type ImageServing, type MergedRequest, type Properties, type RequestType, type TextFormat,
} from '#rendering';
import type { Address } from './address.ts';
import { cacheHeaders, notCached } from './caching.ts';
import type { Catalogue, ObjectName } from './catalogue.ts';
import { errorReply, isOperatorsFault, type ErrorForm } from './errors.ts';
import { fileReply } from './file-reply.ts';
import { masterPlaylist, mediaPlaylist, segmentRange, streamWish, type StreamWish } from './playlists.ts';
import { findStreams } from './find-streams.ts';
import { checkedReply, etagOf, textReply, type Headers, type Reply, type RequestHeaders } from './reply.ts';

export type ContentRooms = {
  readonly catalogue: Catalogue;
  readonly blobs: Pick<Blobs, 'read'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly isContentSandboxed: boolean;
};

type Asked = {
  readonly name: ObjectName;
  readonly asset: Asset | undefined;
  readonly merged: MergedRequest;
  readonly type: RequestType;
  readonly serving: ImageServing;
  readonly headers: RequestHeaders;
  /** Value of `type=`. */
  readonly userType: string | undefined;
};

/** Answers `/is/content`; never throws. @source delivery, §7 */
export async function answerContent(rooms: ContentRooms, address: Address, headers: RequestHeaders): Promise<Reply> {
  let form: ErrorForm = { format: undefined, id: '', ignored: [] };
  let serving = rooms.catalogue.servingOf(undefined);
  try {
    const name = await rooms.catalogue.locate(address.elements);
    serving = rooms.catalogue.servingOf(name.company);
    const merged = mergeRequest(address.query, undefined, name.path);
    const type = requestTypeOf(merged);
    const isText = merged.commands.has('req');
    form = {
      format: isText ? textFormats.find((one) => one === (type.format ?? 'text')) : undefined,
      id: merged.commands.get('id')?.value ?? '', ignored: merged.ignored,
    };
    const asset = name.id === '' ? undefined : await rooms.catalogue.content(name);
    return await answerType(rooms, { name, asset, merged, type, serving, headers, userType: userTypeAsked(address.query) });
  } catch (thrown) {
    const failure = thrown instanceof Failure ? thrown : new Failure('UNEXPECTED', {}, { cause: thrown });
    if (isOperatorsFault(failure)) {
      const object = address.elements.join('/');
      rooms.log.error('delivery.failed', { object, code: failure.code, error: failure.cause ?? failure });
    }
    return errorReply(failure, form, serving, rooms.clock.now());
  }
}

/** `type=` means nothing to images and is read here alone. */
function userTypeAsked(query: string): string | undefined {
  const value = query.split('&').findLast((part) => /^type=./i.test(part))?.slice('type='.length);
  return value === undefined ? undefined : decodeURIComponentOr(value.replaceAll('+', ' '));
}

function decodeURIComponentOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function answerType(rooms: ContentRooms, asked: Asked): Promise<Reply> {
  const isFile = !asked.merged.commands.has('req');
  const wish = isFile ? streamWish(asked.name.id) : undefined;
  // A file that is called like a segment is that file.
  if (wish && (wish.kind !== 'segment' || !asked.asset)) return answerStream(rooms, asked, wish);
  if (isFile) return answerFile(rooms, asked);
  switch (asked.type.type) {
    case 'exists': return answerProperties(rooms, asked, { 'catalogRecord.exists': asked.asset ? '1' : '0' });
    case 'props': return answerProperties(rooms, asked, recordProperties(present(asked), asked));
    case 'userdata': return answerUserData(rooms, asked);
    case 'text': return answerWrapped(rooms, asked);
    default: throw badRequest(`unknown request type ${asked.type.type}`);
  }
}

type Served = Asset & { readonly original: NonNullable<Asset['original']> };

/** @throws DELIVERY_NOT_FOUND, or DELIVERY_REFUSED when it is not of the type asked for. */
function present(asked: Asked): Served {
  const { asset } = asked;
  if (!asset?.original) throw new Failure('DELIVERY_NOT_FOUND', { path: asked.name.path });
  const userType = asset.facts?.['userType'];
  if (asked.userType !== undefined && typeof userType === 'string' && userType !== '' && userType !== asked.userType) {
    throw new Failure('DELIVERY_REFUSED');
  }
  return { ...asset, original: asset.original };
}

function answerFile(rooms: ContentRooms, asked: Asked): Reply {
  const asset = present(asked);
  const hours = asked.serving.expirationHours;
  return fileReply({
    ...asset.original, isPart: false, first: 0, etag: contentTag(asset.original.blobId), modifiedAt: asset.modifiedAt,
    typeHeaders: typeHeaders(asset.fileName, rooms.isContentSandboxed),
  }, asked.headers, { headers: cachingOf(rooms, asked, hours), isEternal: hours < 0 }, rooms.blobs);
}

/** A playlist or a segment of a film. @throws DELIVERY_NOT_FOUND. @source delivery, §7.3 */
async function answerStream(rooms: ContentRooms, asked: Asked, wish: StreamWish): Promise<Reply> {
  const { name, serving } = asked;
  const found = await findStreams(rooms.catalogue, name, wish);
  const [first] = found;
  if (!first) throw new Failure('DELIVERY_NOT_FOUND', { path: name.path });
  if (wish.kind !== 'segment') {
    const text = wish.kind === 'master' ? masterPlaylist(found.map(({ streamed }) => streamed)) : mediaPlaylist(first.streamed);
    const hours = serving.nonImgExpirationHours;
    const reply = await textReply(cachingOf(rooms, asked, hours), { contentType: mimeOfFileName('x.m3u8'), body: Buffer.from(text) }, asked.headers);
    return checkedReply(asked.headers, reply.headers, reply.body, { etag: etagOf(reply.body), modifiedAt: undefined, isEternal: hours < 0 });
  }
  const range = segmentRange(first.streamed, wish.index);
  if (!range) throw new Failure('DELIVERY_NOT_FOUND', { path: name.path });
  const hours = serving.expirationHours;
  const { blobId } = first.streamed.file;
  return fileReply({
    blobId, isPart: true, ...range, etag: `"${blobId.slice(0, 24)}-${wish.index}"`, modifiedAt: first.asset.modifiedAt,
    typeHeaders: { 'content-type': mimeOfFileName('x.ts') },
  }, asked.headers, { headers: cachingOf(rooms, asked, hours), isEternal: hours < 0 }, rooms.blobs);
}

/** Ids of blobs are digests of the content, and as good as one of the body. */
function contentTag(blobId: string): string {
  return `"${blobId.slice(0, 32)}"`;
}

function typeHeaders(fileName: string, isContentSandboxed: boolean): Headers {
  const mime = mimeOfFileName(fileName);
  const isText = mime.startsWith('text/') || mime === 'application/json' || mime === 'image/svg+xml';
  const isActive = mime === 'text/html' || mime === 'image/svg+xml';
  return {
    'content-type': isText ? `${mime}; charset=UTF-8` : mime,
    ...(isActive && isContentSandboxed && { 'content-security-policy': 'sandbox' }),
  };
}

function recordProperties(asset: Served, asked: Asked): Properties {
  const userType = asset.facts?.['userType'];
  return {
    path: `${asset.folder}${asset.fileName}`, length: String(asset.original.sizeBytes), expiration: realText(asked.serving.expirationHours),
    lastModified: timeStamp(asset.modifiedAt), userType: typeof userType === 'string' ? userType : '',
  };
}

async function answerProperties(rooms: ContentRooms, asked: Asked, properties: Properties): Promise<Reply> {
  const format = formatOf(asked);
  const text = propertiesText(properties, format, scriptNamesOf(asked.merged), rooms.clock.now(), 'OK', asked.type.encoding);
  return answerText(rooms, asked, text, format, asked.serving.nonImgExpirationHours);
}

/** The record's user data: its lines, or its `name=value` pairs as properties. @source delivery, §4.2 "userdata" */
async function answerUserData(rooms: ContentRooms, asked: Asked): Promise<Reply> {
  const lines = (asked.asset?.userData ?? '').split('??');
  const format = formatOf(asked);
  if (format === 'text') return answerText(rooms, asked, `${lines.join('\r\n')}\r\n`, format, asked.serving.expirationHours);
  if (format === 'javascript') throw badRequest('format javascript does not fit req=userdata');
  const isPairs = lines.every((line) => line === '' || line.indexOf('=') > 0);
  const properties = isPairs
    ? Object.fromEntries(lines.filter((line) => line !== '').map(pairOf))
    : { userdata: lines.join('\r\n') };
  const text = propertiesText(properties, format, scriptNamesOf(asked.merged), rooms.clock.now(), 'OK', asked.type.encoding);
  return answerText(rooms, asked, text, format, asked.serving.expirationHours);
}

function pairOf(line: string): readonly [string, string] {
  const equals = line.indexOf('=');
  return [line.slice(0, equals), line.slice(equals + 1)];
}

/** Longest text that is wrapped for scripts. @source delivery, §7.2 */
const wrappedLimitBytes = 2 * 2 ** 20;

async function answerWrapped(rooms: ContentRooms, asked: Asked): Promise<Reply> {
  const asset = present(asked);
  const isText = /^(text\/|application\/json$)/.test(mimeOfFileName(asset.fileName));
  if (asked.type.format !== 'json') throw notAvailableYet(`req=text,${asked.type.format ?? 'text'}`);
  if (!isText) throw badRequest('only text files can be wrapped');
  if (asset.original.sizeBytes > wrappedLimitBytes) throw badRequest(`only texts up to ${wrappedLimitBytes} bytes can be wrapped`);
  const { id, handler } = scriptNamesOf(asked.merged);
  const content = (await wholeText(await rooms.blobs.read(asset.original.blobId))).replace(/^\ufeff/, '');
  return answerText(rooms, asked, jsonCall(handler, JSON.stringify({ content }), id), 'json', asked.serving.expirationHours);
}

async function wholeText(stream: Readable): Promise<string> {
  return Buffer.concat(await stream.toArray() as Buffer[]).toString('utf8');
}

function formatOf(asked: Asked): TextFormat {
  const word = asked.type.format ?? 'text';
  const format = textFormats.find((one) => one === word);
  if (format === undefined) throw badRequest(`format ${word} does not fit req=${asked.type.type}`);
  return format;
}

async function answerText(rooms: ContentRooms, asked: Asked, text: string, format: TextFormat, hours: number): Promise<Reply> {
  const packed = packText(text, format, asked.type.encoding);
  if (!packed) throw badRequest(`unknown encoding ${asked.type.encoding}`);
  const reply = await textReply(cachingOf(rooms, asked, hours), packed, asked.headers);
  return checkedReply(asked.headers, reply.headers, reply.body, { etag: etagOf(reply.body), modifiedAt: undefined, isEternal: hours < 0 });
}

function cachingOf(rooms: ContentRooms, asked: Asked, hours: number): Headers {
  return cacheCommandOf(asked.merged).isClientOn || hours < 0 ? cacheHeaders(hours, rooms.clock.now()) : notCached;
}
