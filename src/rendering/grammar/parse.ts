import { badRequest } from '../failures.ts';
import { decodeValue } from './decode.ts';
import { commandRow, mayBeEmpty } from './commands.ts';
import { expandMacros, isMacroCall, noMacros, type Macros } from './macros.ts';

/** A command with its value still encoded, as variables are substituted before decoding. */
export type RawCommand = { readonly name: string; readonly value: string };

/** Whom the commands between two `layer=` or `effect=` address. Layers count from 0, the base. */
export type SegmentScope =
  | { readonly kind: 'composite' }
  | { readonly kind: 'layer'; readonly number: number | undefined; readonly name: string | undefined }
  | { readonly kind: 'effect'; readonly layer: SegmentScope; readonly number: number };

export type Segment = { readonly scope: SegmentScope; readonly commands: readonly RawCommand[] };

/** One string of commands (request, Modifier or PostModifier), taken apart but not yet understood. */
export type ParsedQuery = {
  readonly segments: readonly Segment[];
  /** Encoded values by lower-case variable name; the last definition wins. */
  readonly definitions: ReadonlyMap<string, string>;
  /** Names of `$macro$` calls that nobody defined, lower case, in order. */
  readonly unknownMacros: readonly string[];
  /** Commands nobody knows, as written. */
  readonly ignored: readonly string[];
};

/** Takes a string of commands apart, image presets and other macros replaced by what they stand for.
 *  @throws DELIVERY_BAD_REQUEST for a nested request that is not closed, a layer that cannot be or a macro that calls itself.
 *  @source delivery, §1.1 to §1.4 */
export function parseQuery(query: string, macroOf: Macros = noMacros): ParsedQuery {
  const definitions = new Map<string, string>();
  const unknownMacros: string[] = [];
  const ignored: string[] = [];
  let commands: RawCommand[] = [];
  let scope: SegmentScope = { kind: 'composite' };
  const segments: Segment[] = [{ scope, commands }];
  const enter = (next: SegmentScope): void => {
    scope = next;
    commands = [];
    segments.push({ scope, commands });
  };

  for (const { name: written, value } of expandMacros(query, macroOf)) {
    const name = written.toLowerCase();
    if (name.startsWith('$')) {
      if (value !== undefined) definitions.set(name.slice(1), value);
      else if (isMacroCall(name)) unknownMacros.push(name.slice(1, -1));
      else ignored.push(written);
    } else if (name === 'layer' || name === 'effect') {
      if (!value) continue;
      enter(name === 'layer' ? layerScope(value) : effectScope(value, scope));
    } else if (commandRow(name) === undefined) ignored.push(written);
    else if (value !== undefined && (value !== '' || mayBeEmpty.has(name))) commands.push({ name, value });
  }
  return { segments, definitions, unknownMacros, ignored };
}

function layerScope(value: string): SegmentScope {
  if (/^comp$/i.test(value)) return { kind: 'composite' };
  const comma = value.indexOf(',');
  const first = comma < 0 ? value : value.slice(0, comma);
  const isNumber = /^\d{1,6}$/.test(first);
  if (comma >= 0 && !isNumber) throw badRequest(`expected a layer number for layer but received ${value}`);
  const name = isNumber ? (comma < 0 ? undefined : decodeValue(value.slice(comma + 1))) : decodeValue(first);
  return { kind: 'layer', number: isNumber ? Number(first) : undefined, name };
}

function effectScope(value: string, scope: SegmentScope): SegmentScope {
  if (!/^[-+]?\d{1,6}$/.test(value) || Number(value) === 0) throw badRequest(`expected a number other than 0 for effect but received ${value}`);
  return { kind: 'effect', layer: scope.kind === 'effect' ? scope.layer : scope, number: Number(value) };
}
