import { Failure } from '#base';
import type { Asset } from '#library';
import { badRequest, notAvailableYet } from './failures.ts';
import { decodePathElement } from './grammar/decode.ts';
import { withBuiltIns, type Macros } from './grammar/macros.ts';
import { overlay, prefixLayer, type Command, type MergedRequest, type Scoped } from './grammar/merge.ts';
import { parseQuery } from './grammar/parse.ts';
import { readNested } from './grammar/nested.ts';
import { mergeRequest } from './request.ts';
import type { TextDocument } from './text/document.ts';
import { findFonts, type DocumentFonts } from './text/fonts.ts';
import { readRtf } from './text/rtf.ts';
import type { FoundRecord, Records } from './types.ts';

/** Where the pixels of a layer or a mask come from. */
export type LayerSource =
  | { readonly kind: 'image'; readonly asset: Asset }
  | { readonly kind: 'nested'; readonly request: Understood }
  | { readonly kind: 'text'; readonly document: TextDocument; readonly fonts: DocumentFonts; readonly isPhotoshop: boolean }
  /** A colour, or nothing. */
  | { readonly kind: 'solid' };

export type UnderstoodLayer = {
  readonly number: number;
  /** Own commands over those of the record it shows. */
  readonly scoped: Scoped;
  readonly source: LayerSource;
  readonly mask: LayerSource | undefined;
};

/** A request with every record and every request inside it found. */
export type Understood = {
  readonly merged: MergedRequest;
  /** In drawing order; layer 0 first. */
  readonly layers: readonly UnderstoodLayer[];
  /** Every record that had a say, nested ones included. */
  readonly assets: readonly Asset[];
};

/** @source delivery, §1.7 */
const mostDepth = 16;
/** Records and requests that one request may look up in all. */
const mostLookUps = 500;

type Context = { readonly records: Records; readonly depth: number; readonly budget: { left: number } };

/** Finds what a request is made of: its template, the records of its layers and masks, and all of that for nested requests.
 *  @param named The path object; without a record a company alone was named.
 *  @throws DELIVERY_NOT_FOUND, DELIVERY_BAD_REQUEST also for requests nested too deeply
 *  @source delivery, §1.6, §1.7 */
export function understand(query: string, named: FoundRecord, records: Records): Promise<Understood> {
  return understandOne(query, named, undefined, { records, depth: 0, budget: { left: mostLookUps } });
}

/** A request that shows nothing but the record it names. @throws DELIVERY_BAD_REQUEST */
export function understandAlone(merged: MergedRequest, asset: Asset): Understood {
  return { merged, layers: [{ number: 0, scoped: merged.layers.get(0)!, source: baseSource(asset), mask: undefined }], assets: [asset] };
}

async function understandOne(
  query: string, named: FoundRecord, definitions: ReadonlyMap<string, string> | undefined, context: Context,
): Promise<Understood> {
  const shared = { macroOf: context.records.macroOf, ...(definitions && { definitions }) };
  const direct = mergeRequest(query, named.asset, named.path, shared);
  const templateCommand = direct.commands.get('template');
  const template = templateCommand && (await look(templateCommand.value, context)).asset;
  const merged = template ? mergeRequest(query, named.asset, named.path, { ...shared, template }) : direct;
  const base = template ?? named.asset;
  const layers = await Promise.all([...merged.layers].sort(([a], [b]) => a - b)
    .map(([number, scoped]) => understandLayer(number, scoped, base, merged, context)));
  return {
    merged, layers: layers.map(({ layer }) => layer),
    assets: [...new Set([...(named.asset ? [named.asset] : []), ...(template ? [template] : []), ...layers.flatMap(({ assets }) => assets)])],
  };
}

type Found = { readonly source: LayerSource; readonly assets: readonly Asset[] };

async function understandLayer(
  number: number, scoped: Scoped, base: Asset | undefined, merged: MergedRequest, context: Context,
): Promise<{ readonly layer: UnderstoodLayer; readonly assets: readonly Asset[] }> {
  const isHidden = number > 0 && /^\s*1\s*$/.test(scoped.commands.get('hide')?.value ?? '');
  const found = isHidden ? { source: { kind: 'solid' } as const, assets: [] }
    : await findSource(scoped.commands.get('source'), number === 0 ? base : undefined, merged, context);
  const maskCommand = isHidden ? undefined : scoped.commands.get('mask');
  const mask = maskCommand && await findSource(maskCommand, undefined, merged, context);
  const isRecord = scoped.commands.has('source') && found.source.kind === 'image';
  const own = isRecord ? withRecord(number, scoped, found.source.asset, merged, withBuiltIns(context.records.macroOf)) : scoped;
  return {
    layer: { number, source: found.source, mask: mask?.source, scoped: own },
    assets: [...found.assets, ...mask?.assets ?? []],
  };
}

async function findSource(command: Command | undefined, base: Asset | undefined, merged: MergedRequest, context: Context): Promise<Found> {
  if (!command) return { source: baseSource(base), assets: base ? [base] : [] };
  if (command.name === 'text' || command.name === 'textps') return { source: await readText(command, context), assets: [] };
  const nested = readNested(command.name, command.value);
  if (!nested) {
    const { asset, path } = await look(command.value, context);
    if (!asset) throw new Failure('DELIVERY_NOT_FOUND', { path });
    return { source: { kind: 'image', asset }, assets: [asset] };
  }
  if (context.depth >= mostDepth) throw badRequest(`expected at most ${mostDepth} requests inside each other`);
  const object = nested.object.split('/').map(decodePathElement).join('/');
  const named = await look(object, context);
  const request = await understandOne(nested.query, named, merged.definitions, { ...context, depth: context.depth + 1 });
  return { source: { kind: 'nested', request }, assets: request.assets };
}

async function readText({ name, value }: Command, { records, budget }: Context): Promise<LayerSource> {
  if (budget.left-- <= 0) throw badRequest(`expected at most ${mostLookUps} records in one request`);
  const isPhotoshop = name === 'textps';
  const document = readRtf(value, isPhotoshop);
  const isEmpty = document.paragraphs.every(({ runs }) => runs.every(({ text }) => text === ''));
  return { kind: 'text', document, isPhotoshop, fonts: isEmpty ? new Map() : await findFonts(document, records.fonts) };
}

async function look(object: string, { records, budget }: Context): Promise<FoundRecord> {
  if (budget.left-- <= 0) throw badRequest(`expected at most ${mostLookUps} records in one request`);
  if (object.includes(',')) throw badRequest('a comma has no place in an object');
  const found = await records.find(object);
  if (!found) throw new Failure('DELIVERY_NOT_FOUND', { path: object });
  return found;
}

/** What layer 0 shows without a source of its own. A template may lack a picture. */
function baseSource(asset: Asset | undefined): LayerSource {
  if (!asset || (asset.type === 'Template' && !asset.image)) return { kind: 'solid' };
  if (!asset.image) throw notAvailableYet(`pictures of type ${asset.type}`);
  return { kind: 'image', asset };
}

/** A record's Modifier stands before a layer's own commands; its PostModifier counts for layer 0 alone. */
function withRecord(number: number, scoped: Scoped, asset: Asset, merged: MergedRequest, macroOf: Macros): Scoped {
  const under = prefixLayer(scoped, parseQuery(asset.urlModifier, macroOf), merged.definitions);
  if (number !== 0 || asset.urlPostApplyModifier === '') return under;
  const over = prefixLayer({ commands: new Map(), effects: new Map() }, parseQuery(asset.urlPostApplyModifier, macroOf), merged.definitions);
  return overlay(under, over);
}
