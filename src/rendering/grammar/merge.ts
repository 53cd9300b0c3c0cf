import { badRequest, notAvailableYet } from '../failures.ts';
import { commandRow, effectCommands } from './commands.ts';
import { decodeValue } from './decode.ts';
import { collectNames, layerNumberOf, type LayerNames } from './layer-names.ts';
import { isNested } from './nested.ts';
import type { ParsedQuery, RawCommand, SegmentScope } from './parse.ts';

/** Value of a command after merging, substitution and decoding; nested requests stay encoded. `name` tells `crop` from
 *  `cropn`. */
export type Command = { readonly name: string; readonly value: string };

/** Commands by slot. */
export type Commands = ReadonlyMap<string, Command>;

/** What a layer or the composite is told, its effects by their number. */
export type Scoped = { readonly commands: Commands; readonly effects: ReadonlyMap<number, Commands> };

export type MergedRequest = {
  /** Request and view commands. */
  readonly commands: Commands;
  /** By number; there is always a layer 0. */
  readonly layers: ReadonlyMap<number, Scoped>;
  /** Sharpening here is done last, on the finished view. */
  readonly composite: Scoped;
  /** Encoded values of variables by lower-case name, for nested requests and records. */
  readonly definitions: ReadonlyMap<string, string>;
  /** Commands that this version lacks and that would matter. */
  readonly unavailable: readonly string[];
  /** Image presets that do not exist. */
  readonly unknownMacros: readonly string[];
  readonly ignored: readonly string[];
};

/** Number of a layer that nobody has named yet. */
const nowhere = -1;

/** @source delivery, §1.8 */
const mostLayers = 100;
const mostEffects = 16;

/** Merges strings of commands, later ones winning, then substitutes variables and decodes once.
 *  @param strings Modifier, request, PostModifier: least powerful first.
 *  @param object Path object, the value of `$object$` unless redefined.
 *  @param areNamesOpen Names of layers may be given by a template that is not there yet: what is told them is left out.
 *  @throws DELIVERY_BAD_REQUEST for layer names that do not fit, and for too many layers or effects.
 *  @source delivery, §1.2 steps 5 to 7, §1.3, §1.5, §1.6 */
export function mergeQueries(strings: readonly ParsedQuery[], object: string, areNamesOpen = false): MergedRequest {
  const definitions = new Map([['object', object], ...strings.flatMap((one) => [...one.definitions])]);
  const names = collectNames(strings);
  const commands = new Map<string, Command>();
  const layers = new Map<number, Growing>([[0, emptyScope()]]);
  const composite = emptyScope();
  const unavailable = new Map<string, string>();

  for (const { scope, commands: raw } of strings.flatMap(({ segments }) => segments)) {
    const address = addressOf(scope, (plain) => (areNamesOpen && isUnnamed(plain, names) ? nowhere : layerNumberOf(plain, names)));
    const own = address.layer === undefined ? composite : address.layer === nowhere ? emptyScope() : entry(layers, address.layer, emptyScope);
    const effect = address.effect === undefined ? undefined : entry(own.effects, address.effect, () => new Map());
    if (layers.size > mostLayers) throw badRequest(`expected at most ${mostLayers} layers`);
    if (own.effects.size > mostEffects) throw badRequest(`expected at most ${mostEffects} effects of a layer`);
    for (const { name, value: written } of raw) {
      const row = commandRow(name);
      if (row === undefined || row.state === 'ignored') continue;
      const isOfRequest = row.scope === 'request' || row.scope === 'view';
      if (effect && !isOfRequest && !effectCommands.has(name)) continue;
      const place = isOfRequest ? commands : effect ?? (own === composite && row.scope === 'layer' ? layers.get(0)!.commands : own.commands);
      const value = readValue(name, written, definitions);
      if (row.state === 'later') {
        const key = `${isOfRequest ? '' : `${address.layer ?? ''}/${address.effect ?? ''}/`}${name}`;
        if (row.neutral?.test(value)) unavailable.delete(key);
        else unavailable.set(key, name);
      } else place.set(row.slot ?? name, { name, value });
    }
  }
  for (const [number, { commands: own, effects }] of layers) if (number > 0 && own.size === 0 && effects.size === 0) layers.delete(number);
  const unknownMacros = strings.flatMap((one) => one.unknownMacros.map((name) => `$${name}$`));
  return {
    commands, layers, composite, definitions, unavailable: [...unavailable.values()], unknownMacros,
    ignored: [...strings.flatMap((one) => one.ignored), ...unknownMacros],
  };
}

/** Lays a layer's commands over those of the record it shows. @param modifier As the record has it, parsed.
 *  @param definitions Of the request around.
 *  @throws DELIVERY_BAD_REQUEST when the record has layers or sources of its own: `src=is{…}` shows those
 *  @source delivery, §1.6 "`src=`/`mask=` of layer n" */
export function prefixLayer(layer: Scoped, modifier: ParsedQuery, definitions: ReadonlyMap<string, string>): Scoped {
  const known = new Map([...modifier.definitions, ...definitions]);
  const under = emptyScope();
  for (const { scope, commands } of modifier.segments) {
    if (scope.kind === 'layer' || (scope.kind === 'effect' && scope.layer.kind === 'layer')) throw badRequest('a record with layers needs src=is{…}');
    const effect = scope.kind === 'effect' ? entry(under.effects, scope.number, () => new Map()) : undefined;
    for (const { name, value } of commands) {
      const row = commandRow(name);
      if (row === undefined || row.scope === 'request' || row.scope === 'view' || row.state === 'ignored') continue;
      if (name === 'src' || name === 'mask') throw badRequest('a record with a source of its own needs src=is{…}');
      const read = readValue(name, value, known);
      if (row.state === 'later' && !row.neutral?.test(read)) throw notAvailableYet(name);
      if (row.state === 'built') (effect ?? under.commands).set(row.slot ?? name, { name, value: read });
    }
  }
  return overlay(under, layer);
}

/** @param over Wins. */
export function overlay(under: Scoped, over: Scoped): Scoped {
  const numbers = new Set([...under.effects.keys(), ...over.effects.keys()]);
  return {
    commands: new Map([...under.commands, ...over.commands]),
    effects: new Map([...numbers].map((number) => [number, new Map([...under.effects.get(number) ?? [], ...over.effects.get(number) ?? []])])),
  };
}

type Growing = { readonly commands: Map<string, Command>; readonly effects: Map<number, Map<string, Command>> };

function emptyScope(): Growing {
  return { commands: new Map(), effects: new Map() };
}

function isUnnamed(scope: SegmentScope, names: LayerNames): boolean {
  return scope.kind === 'layer' && scope.number === undefined && !names.has(scope.name ?? '');
}

function addressOf(
  scope: SegmentScope, numberOf: (scope: Exclude<SegmentScope, { readonly kind: 'effect' }>) => number | undefined,
): { readonly layer: number | undefined; readonly effect: number | undefined } {
  if (scope.kind !== 'effect') return { layer: numberOf(scope), effect: undefined };
  return { layer: addressOf(scope.layer, numberOf).layer, effect: scope.number };
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function readValue(name: RawCommand['name'], written: string, definitions: ReadonlyMap<string, string>): string {
  const value = substitute(written, definitions);
  if ((name !== 'src' && name !== 'mask') || !isNested(value)) return decodeValue(value);
  const own = new Set([...written.matchAll(innerDefinition)].map(([, variable]) => variable!.toLowerCase()));
  return own.size === 0 ? value : substitute(written, new Map([...definitions].filter(([variable]) => !own.has(variable))));
}

/** What a nested request defines itself, it keeps. */
const innerDefinition = /[?&]\$([A-Za-z0-9._-]+)=/g;

const reference = /\$([A-Za-z0-9._-]+)\$/g;

/** Replaces references once; what they bring in is not scanned again, and unknown ones stay. */
function substitute(value: string, definitions: ReadonlyMap<string, string>): string {
  return value.includes('$') ? value.replace(reference, (whole, name: string) => definitions.get(name.toLowerCase()) ?? whole) : value;
}
