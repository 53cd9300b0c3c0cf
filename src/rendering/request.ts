import type { Asset } from '#library';
import { badRequest } from './failures.ts';
import { withBuiltIns, type Macros } from './grammar/macros.ts';
import { mergeQueries, type MergedRequest } from './grammar/merge.ts';
import { parseQuery, type ParsedQuery } from './grammar/parse.ts';

/** Request types that answer with a picture. */
export type PictureKind = 'img' | 'tmb' | 'mask';

export const textFormats = ['text', 'javascript', 'xml', 'json'] as const;
export type TextFormat = (typeof textFormats)[number];

/** `req=type,format,encoding`, without judging it. */
export type RequestType = { readonly type: string; readonly format: string | undefined; readonly encoding: string | undefined };

/** What a request is merged with beside its own string. */
export type MergeContext = {
  readonly macroOf?: Macros;
  /** Record whose body stands in for the path object's. @source delivery, §1.6 `template=` */
  readonly template?: Asset;
  /** Variables of the request around a nested one. */
  readonly definitions?: ReadonlyMap<string, string>;
};

/** Merges a request with the record it names. @param object Path object, decoded. @throws DELIVERY_BAD_REQUEST
 *  @source delivery, §1.6 */
export function mergeRequest(query: string, asset: Asset | undefined, object: string, context: MergeContext = {}): MergedRequest {
  const { definitions, template } = context;
  const macroOf = withBuiltIns(context.macroOf);
  const parse = (text: string): ParsedQuery => parseQuery(text, macroOf);
  const outer = definitions ? [{ segments: [], definitions: withoutObject(definitions), unknownMacros: [], ignored: [] }] : [];
  const body = template ?? asset;
  const strings = [
    ...(body ? [parse(body.urlModifier)] : []), ...outer, parse(query), ...(asset ? [parse(asset.urlPostApplyModifier)] : []),
  ];
  const awaitsTemplate = !template && strings.some(({ segments }) => segments.some(({ commands }) => commands.some(({ name }) => name === 'template')));
  return mergeQueries(strings, object.replace(/[%+&$={}?]/g, encodeURIComponent), awaitsTemplate);
}

/** Every request has its own `$object$`. */
function withoutObject(definitions: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...definitions].filter(([name]) => name !== 'object'));
}

/** Keeps the commands a default image takes over. @source delivery, §1.9 "Default image" */
export function sizeAndFormatOnly(query: string): string {
  return query.split('&').filter((part) => /^(wid|hei|fmt|qlt)=/i.test(part)).join('&');
}

export function requestTypeOf(merged: MergedRequest): RequestType {
  const [type = '', format = '', encoding = ''] = (merged.commands.get('req')?.value ?? '').split(',').map((item) => item.trim());
  return { type: type.toLowerCase() || 'img', format: format.toLowerCase() || undefined, encoding: encoding || undefined };
}

/** Who a script reply is for. @throws DELIVERY_BAD_REQUEST for a handler that is no name @source delivery, §3.2 */
export function scriptNamesOf(merged: MergedRequest): { readonly id: string; readonly handler: string } {
  const handler = merged.commands.get('handler')?.value ?? 's7jsonResponse';
  if (!/^[A-Za-z0-9]+$/.test(handler)) throw badRequest(`expected letters and digits for handler but received ${handler}`);
  return { id: merged.commands.get('id')?.value ?? '', handler };
}

export type CacheCommand = { readonly isClientOn: boolean; readonly isServerOn: boolean; readonly isUpdate: boolean };

/** @source delivery, §6.4. `validate` needs no work of its own: the versions of sources are part of every key. */
export function cacheCommandOf(merged: MergedRequest): CacheCommand {
  const value = merged.commands.get('cache')?.value.trim().toLowerCase() ?? 'on';
  if (value === 'validate' || value === 'update') return { isClientOn: true, isServerOn: true, isUpdate: value === 'update' };
  const [client, server] = value.split(',').map((item) => item.trim());
  for (const word of [client, server]) {
    if (word !== undefined && word !== 'on' && word !== 'off') throw badRequest(`expected on, off, validate or update for cache but received ${value}`);
  }
  return { isClientOn: client === 'on', isServerOn: (server ?? client) === 'on', isUpdate: false };
}
