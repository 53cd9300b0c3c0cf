import type { Readable } from 'node:stream';
import { Failure, type Log } from '#base';
import { mimeOfFileName, type Asset } from '#library';
import type { Blobs, Clock } from '#ports';
import {
  badRequest, cacheCommandOf, jsonCall, mergeRequest, notAvailableYet, packText, propertiesText, realText, requestTypeOf, scriptNamesOf, textFormats,
  timeStamp, type ImageServing, type MergedRequest, type Properties, type RequestType, type TextFormat,
} from '#rendering';
import type { Address } from './address.ts';
import { cacheHeaders, isUnchanged, notCached } from './caching.ts';
import type { Catalogue, ObjectName } from './catalogue.ts';
import { errorReply, isOperatorsFault, type ErrorForm } from './errors.ts';
import { readRange } from './ranges.ts';
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
  if (!asked.merged.commands.has('req')) return answerFile(rooms, asked);
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

async function answerFile(rooms: ContentRooms, asked: Asked): Promise<Reply> {
  const asset = present(asked);
  const { blobId, sizeBytes } = asset.original;
  const validators = { etag: contentTag(blobId), modifiedAt: asset.modifiedAt };
  const hours = asked.serving.expirationHours;
  const headers: Headers = {
    ...cachingOf(rooms, asked, hours), etag: validators.etag, 'last-modified': asset.modifiedAt.toUTCString(),
    'accept-ranges': 'bytes', 'content-disposition': 'inline', 'x-content-type-options': 'nosniff',
  };
  if (isUnchanged(asked.headers, { ...validators, isEternal: hours < 0 })) return { status: 304, headers, body: undefined, sizeBytes: 0 };
  const typed = { ...headers, ...typeHeaders(asset.fileName, rooms.isContentSandboxed) };
  const verdict = readRange(asked.headers, { sizeBytes, ...validators });
  if (verdict.kind === 'unsatisfiable') {
    const refusal = { ...notCached, 'content-range': `bytes */${sizeBytes}`, 'accept-ranges': 'bytes' };
    return { status: 416, headers: refusal, body: undefined, sizeBytes: 0 };
  }
  if (verdict.kind === 'whole') return { status: 200, headers: typed, body: () => rooms.blobs.read(blobId), sizeBytes };
  const { first, last } = verdict.range;
  return {
    status: 206, headers: { ...typed, 'content-range': `bytes ${first}-${last}/${sizeBytes}` },
    body: () => rooms.blobs.read(blobId, verdict.range), sizeBytes: last - first + 1,
  };
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
