import { hash } from 'node:crypto';
import { Failure, type Log } from '#base';
import type { Asset } from '#library';
import type { Blobs, Clock, ColourEngine, FontEngine, View } from '#ports';
import {
  badRequest, cacheCommandOf, isSilent, makeRecipe, mapJson, mapXml, mergeRequest, mimeOf, notAvailableYet, packetXml, packText, propertiesText, recordMap, recordProperties,
  buildSet, buildSingle, jsonCall, render, replyProperties, requestTypeOf, scriptNamesOf, setToJson, setToXml, unwrapped, shownMap, sizeAndFormatOnly, textFormats, understand,
  type ColourProfiles, type ImageServing, type MergedRequest, type PictureKind, type Properties, type Recipe, type Records, type RequestType, type SetElement, type SetSources, type TextFormat,
  type Understood,
} from '#rendering';
import type { Address } from './address.ts';
import { cacheHeaders, notCached } from './caching.ts';
import type { Catalogue, ObjectName } from './catalogue.ts';
import { errorReply, headerText, isOperatorsFault, type ErrorForm } from './errors.ts';
import type { FontShelf } from './fonts.ts';
import { profilesFor, type ProfileRooms } from './profiles.ts';
import type { CachedReply, ReplyCache } from './reply-cache.ts';
import type { RenderGate } from './render-gate.ts';
import { bytesReply, checkedReply, etagOf, textReply, type Headers, type Reply, type RequestHeaders } from './reply.ts';

export type ImageRooms = ProfileRooms & {
  readonly fontShelf: FontShelf;
  readonly fonts: FontEngine;
  readonly catalogue: Catalogue;
  readonly blobs: Pick<Blobs, 'localFile'>;
  readonly view: View;
  readonly colour: ColourEngine;
  readonly cache: ReplyCache;
  readonly gate: RenderGate;
  readonly clock: Clock;
  readonly log: Log;
};

/** A request once it is understood. */
type Asked = {
  readonly address: Address;
  readonly name: ObjectName;
  readonly asset: Asset | undefined;
  readonly records: Records;
  readonly merged: MergedRequest;
  readonly type: RequestType;
  readonly serving: ImageServing;
  readonly headers: RequestHeaders;
};

const pictureKinds: readonly string[] = ['img', 'tmb', 'mask'] satisfies readonly PictureKind[];

/** Request types of the protocol that this version does not answer. */
const laterTypes: ReadonlySet<string> = new Set([
  'catalogprops', 'targets', 'userdata', 'xlate', 'resolve', 'validate', 'loadcache', 'message', 'mbrset',
]);

/** Answers `/is/image`; never throws. */
export async function answerImage(rooms: ImageRooms, address: Address, headers: RequestHeaders): Promise<Reply> {
  let serving = rooms.catalogue.servingOf(undefined);
  let merged: MergedRequest | undefined;
  try {
    const name = await rooms.catalogue.locate(address.elements);
    serving = rooms.catalogue.servingOf(name.company);
    const [asset, found] = await Promise.all([name.id === '' ? undefined : rooms.catalogue.image(name), rooms.catalogue.recordsOf(name.company)]);
    const records = { ...found, fonts: rooms.fontShelf.of(name.company, serving) };
    merged = mergeRequest(address.query, asset, name.path, records);
    return await answerType(rooms, { address, name, asset, records, merged, type: requestTypeOf(merged), serving, headers });
  } catch (thrown) {
    return failed(rooms, thrown, merged ? formOf(merged) : formOfQuery(address.query), serving, address);
  }
}

/** The form of an error that came before the request was understood. */
function formOfQuery(query: string): ErrorForm {
  try {
    return formOf(mergeRequest(query, undefined, ''));
  } catch {
    return { format: undefined, id: '', ignored: [] };
  }
}

function failed(rooms: ImageRooms, thrown: unknown, form: ErrorForm, serving: ImageServing, address: Address): Reply {
  const failure = thrown instanceof Failure ? thrown : new Failure('UNEXPECTED', {}, { cause: thrown });
  if (isOperatorsFault(failure)) {
    rooms.log.error('delivery.failed', { object: address.elements.join('/'), code: failure.code, error: failure.cause ?? failure });
  }
  return errorReply(failure, form, serving, rooms.clock.now());
}

function formOf(merged: MergedRequest): ErrorForm {
  const { type, format } = requestTypeOf(merged);
  const isText = !pictureKinds.includes(type);
  const fallback = type === 'set' ? 'xml' : 'text';
  return {
    format: isText ? textFormats.find((one) => one === (format ?? fallback)) : undefined,
    id: merged.commands.get('id')?.value ?? '', ignored: merged.ignored,
  };
}

async function answerType(rooms: ImageRooms, asked: Asked): Promise<Reply> {
  const { type } = asked.type;
  if (pictureKinds.includes(type)) return answerPicture(rooms, asked, type as PictureKind);
  switch (type) {
    case 'props': return answerProperties(rooms, asked, await propsOf(rooms, asked));
    case 'imageprops': return answerProperties(rooms, asked, await imagePropsOf(rooms, asked));
    case 'exists': return answerProperties(rooms, asked, { 'catalogRecord.exists': asked.asset ? '1' : '0' });
    case 'set': return answerSet(rooms, asked);
    case 'imageset': return answerSetString(rooms, asked);
    case 'xmp': return answerPacket(rooms, asked);
    case 'map': return answerMap(rooms, asked);
    default: throw laterTypes.has(type) ? notAvailableYet(`req=${type}`) : badRequest(`unknown request type ${type}`);
  }
}

/** @throws DELIVERY_NOT_FOUND, or DELIVERY_BAD_REQUEST for a company alone, which is no record. */
function present(asked: Asked): Asset {
  if (asked.asset) return asked.asset;
  if (asked.name.id === '') throw badRequest(`req=${asked.type.type} needs an object`);
  throw new Failure('DELIVERY_NOT_FOUND', { path: asked.name.path });
}

async function answerPicture(rooms: ImageRooms, asked: Asked, kind: PictureKind): Promise<Reply> {
  const { understood, isDefault } = await understandPicture(asked, kind);
  const { serving } = asked;
  const recipe = makeRecipe(understood, kind, serving, await profilesOf(rooms, asked, understood));
  const command = cacheCommandOf(asked.merged);
  const reply = await pictureOf(rooms, recipe, command);
  const hours = isDefault ? serving.defaultExpirationHours : serving.expirationHours;
  const headers: Headers = {
    'content-type': reply.contentType,
    ...(command.isClientOn || hours < 0 ? cacheHeaders(hours, rooms.clock.now()) : notCached),
    ...debugHeaders(asked),
  };
  const modifiedAt = serving.useLastModified ? newestOf(understood) : undefined;
  return checkedReply(asked.headers, headers, reply.body, { etag: reply.etag, modifiedAt, isEternal: hours < 0 });
}

/** When the youngest record of a request was changed. */
function newestOf({ assets }: Understood): Date | undefined {
  return assets.length === 0 ? undefined : new Date(Math.max(...assets.map(({ modifiedAt }) => modifiedAt.getTime())));
}

type UnderstoodPicture = { readonly understood: Understood; readonly isDefault: boolean };

/** The picture asked for, or the default image where something of it is missing. @source delivery, §1.9 "Default image" */
async function understandPicture(asked: Asked, kind: PictureKind): Promise<UnderstoodPicture> {
  const object = asked.merged.commands.get('defaultimage')?.value ?? asked.serving.defaultImage;
  const fallback = kind === 'mask' || object === '' ? undefined : () => asked.records.find(object);
  if (fallback && asked.serving.defaultImageMode === 1) return understandWithStandIns(asked, fallback);
  try {
    return { understood: await understandAsked(asked), isDefault: false };
  } catch (thrown) {
    const found = isNotFound(thrown) ? await fallback?.() : undefined;
    if (!found?.asset) throw thrown;
    return { understood: await understand(sizeAndFormatOnly(asked.address.query), found, asked.records), isDefault: true };
  }
}

/** Each missing source is replaced by itself. */
async function understandWithStandIns(asked: Asked, fallback: () => ReturnType<Records['find']>): Promise<UnderstoodPicture> {
  let isDefault = false;
  const orStandIn = async (found: Awaited<ReturnType<Records['find']>>): ReturnType<Records['find']> => {
    if (found) return found;
    isDefault = true;
    return fallback();
  };
  const records: Records = { ...asked.records, find: async (object) => orStandIn(await asked.records.find(object)) };
  const named = asked.asset || asked.name.id === '' ? { asset: asked.asset, path: asked.name.path } : await orStandIn(undefined);
  if (!named) throw new Failure('DELIVERY_NOT_FOUND', { path: asked.name.path });
  return { understood: await understand(asked.address.query, named, records), isDefault };
}

function understandAsked(asked: Asked): Promise<Understood> {
  const { asset, name: { id, path }, records } = asked;
  if (!asset && id !== '') throw new Failure('DELIVERY_NOT_FOUND', { path });
  return understand(asked.address.query, { asset, path }, records);
}

function isNotFound(thrown: unknown): boolean {
  return thrown instanceof Failure && thrown.code === 'DELIVERY_NOT_FOUND';
}

async function pictureOf(rooms: ImageRooms, recipe: Recipe, command: ReturnType<typeof cacheCommandOf>): Promise<CachedReply> {
  const key = keyOf(recipe);
  const known = command.isServerOn && !command.isUpdate ? rooms.cache.get(key) : undefined;
  if (known) return known;
  return rooms.gate.run(key, async () => {
    const bytes = await render(recipe, rooms);
    const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const reply = { body, etag: etagOf(body), contentType: mimeOf(recipe.format) };
    if (command.isServerOn) rooms.cache.put(key, reply);
    return reply;
  });
}

/** Recipes name the content of their sources, so a republished image has another key. */
function keyOf(recipe: Recipe): string {
  return hash('sha1', JSON.stringify(recipe), 'base64url');
}

function profilesOf(rooms: ImageRooms, asked: Asked, { merged, assets }: Understood): Promise<ColourProfiles> {
  return profilesFor(rooms, asked.name.company, merged, assets, asked.serving);
}

async function imagePropsOf(rooms: ImageRooms, asked: Asked): Promise<Properties> {
  const asset = present(asked);
  const profiles = await profilesFor(rooms, asked.name.company, asked.merged, [asset], asked.serving);
  return recordProperties(asset, asked.name.path, asked.serving, profiles);
}

async function propsOf(rooms: ImageRooms, asked: Asked): Promise<Properties> {
  const understood = await understandAsked(asked);
  const recipe = makeRecipe(understood, 'img', asked.serving, await profilesOf(rooms, asked, understood));
  return replyProperties(recipe, understood, asked.asset, rooms.cache.get(keyOf(recipe))?.body.byteLength ?? 0);
}

async function answerProperties(rooms: ImageRooms, asked: Asked, properties: Properties): Promise<Reply> {
  const format = formatOf(asked, textFormats, 'text');
  const names = scriptNamesOf(asked.merged);
  return answerText(rooms, asked, propertiesText(properties, format, names, rooms.clock.now(), 'OK', asked.type.encoding), format);
}

async function answerSet(rooms: ImageRooms, asked: Asked): Promise<Reply> {
  const format = formatOf(asked, ['xml', 'json'], 'xml');
  const names = scriptNamesOf(asked.merged);
  const set = await setOf(rooms, asked);
  const text = format === 'xml' ? setToXml('set', set) : jsonCall(names.handler, setToJson('set', set), names.id);
  return answerText(rooms, asked, text, format);
}

/** The set that a request brings along, else that of the record, else the record alone. */
async function setOf(rooms: ImageRooms, asked: Asked): Promise<SetElement> {
  const { name: { path }, records } = asked;
  const members = new Map<string, Asset>();
  const sources: SetSources = {
    async find(object) {
      const known = members.get(object);
      return known ? { asset: known, path: object } : records.find(object);
    },
    async setOf(asset) {
      const set = await rooms.catalogue.setOf(asset);
      for (const [member, record] of set?.members ?? []) members.set(member, record);
      return set;
    },
    labelKey: asked.merged.commands.get('labelkey')?.value,
  };
  const brought = asked.merged.commands.get('imageset')?.value;
  if (brought !== undefined) return buildSet(path, { text: unwrapped(brought) ?? brought, type: undefined }, sources);
  const asset = present(asked);
  const set = await sources.setOf(asset);
  return set ? buildSet(path, set, sources) : buildSingle(asset, path);
}

/** The string of a set as it is; nothing for what is none. @source delivery, §4.2 "imageset" */
async function answerSetString(rooms: ImageRooms, asked: Asked): Promise<Reply> {
  const format = formatOf(asked, textFormats, 'text');
  const set = asked.asset && await rooms.catalogue.setOf(asked.asset);
  const text = set?.text ?? '';
  if (format === 'text') return answerText(rooms, asked, `${text}\r\n`, format);
  return answerText(rooms, asked, propertiesText({ IMAGE_SET: text }, format, scriptNamesOf(asked.merged), rooms.clock.now(), 'OK', asked.type.encoding), format);
}

/** Strangers wrote the packet, and browsers run what XML brings along: it goes out in a sandbox. */
async function answerPacket(rooms: ImageRooms, asked: Asked): Promise<Reply> {
  const format = formatOf(asked, ['xml'], 'xml');
  const packet = await rooms.catalogue.packetOf(present(asked));
  const reply = await answerText(rooms, asked, packetXml(packet), format, asked.serving.expirationHours);
  return { ...reply, headers: { ...reply.headers, 'content-security-policy': 'sandbox', 'x-content-type-options': 'nosniff' } };
}

/** People of the company wrote what areas say: XML that they are in goes out in a sandbox. */
async function answerMap(rooms: ImageRooms, asked: Asked): Promise<Reply> {
  const format = formatOf(asked, ['text', 'xml', 'json'], 'text');
  const areas = asked.asset && isSilent(asked.address.query) ? recordMap(asked.asset) : shownMap(await understandAsked(asked), asked.serving);
  const names = scriptNamesOf(asked.merged);
  const text = format === 'xml' ? mapXml(areas, asked.type.encoding) : format === 'json' ? jsonCall(names.handler, mapJson(areas), names.id) : areas.join('');
  const reply = await answerText(rooms, asked, text, format, asked.serving.expirationHours);
  return format === 'xml' ? { ...reply, headers: { ...reply.headers, 'content-security-policy': 'sandbox', 'x-content-type-options': 'nosniff' } } : reply;
}

function formatOf(asked: Asked, allowed: readonly TextFormat[], fallback: TextFormat): TextFormat {
  const word = asked.type.format ?? fallback;
  const format = allowed.find((one) => one === word);
  if (format === undefined) throw badRequest(`format ${word} does not fit req=${asked.type.type}`);
  return format;
}

async function answerText(
  rooms: ImageRooms, asked: Asked, text: string, format: TextFormat, hours = asked.serving.nonImgExpirationHours,
): Promise<Reply> {
  const packed = packText(text, format, asked.type.encoding);
  if (!packed) throw badRequest(`unknown encoding ${asked.type.encoding}`);
  const isKept = cacheCommandOf(asked.merged).isClientOn;
  const headers = { ...(isKept ? cacheHeaders(hours, rooms.clock.now()) : notCached), ...debugHeaders(asked) };
  const reply = await textReply(headers, packed, asked.headers);
  return checkedReply(asked.headers, reply.headers, reply.body, { etag: etagOf(reply.body), modifiedAt: undefined, isEternal: hours < 0 });
}

function debugHeaders(asked: Asked): Headers {
  return asked.serving.debugHeaders && asked.merged.ignored.length > 0 ? { 'x-is-ignored': headerText(asked.merged.ignored) } : {};
}

/** `/is/image` alone says who answers. @source delivery, §1.1 */
export function infoReply(version: string): Reply {
  const text = `copyright=Prepress${version === '' ? '' : ` ${version}`}\r\n`;
  return bytesReply(200, { 'content-type': 'text/plain; charset=UTF-8', ...notCached }, Buffer.from(text));
}
