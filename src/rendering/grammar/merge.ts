import { decodeValue } from './decode.ts';
import { commandRow } from './commands.ts';
import type { ParsedQuery, SegmentScope } from './parse.ts';

/** Value of a command after merging, substitution and decoding. `name` tells `crop` from `cropn`. */
export type Command = { readonly name: string; readonly value: string };

export type MergedRequest = {
  /** Request, view and base layer commands by slot. */
  readonly commands: ReadonlyMap<string, Command>;
  /** Composite commands written under the base layer: there they are its own, such as a `flip` before `extend`. */
  readonly layerCommands: ReadonlyMap<string, Command>;
  /** Commands that this version lacks and that would matter. */
  readonly unavailable: readonly string[];
  /** Image presets that do not exist. */
  readonly unknownMacros: readonly string[];
  readonly ignored: readonly string[];
};

/** Macros that every catalog has; they belong to effects. @source delivery, §1.4 */
const builtInMacros: ReadonlySet<string> = new Set(['shadow', 'glow']);

/** Merges strings of commands, later ones winning, then substitutes variables and decodes once.
 *  @param strings Modifier, request, PostModifier: least powerful first.
 *  @param object Path object, the value of `$object$` unless redefined.
 *  @source delivery, §1.2 steps 5 to 7, §1.5, §1.6 */
export function mergeQueries(strings: readonly ParsedQuery[], object: string): MergedRequest {
  const definitions = new Map([['object', object], ...strings.flatMap((one) => [...one.definitions])]);
  const commands = new Map<string, Command>();
  const unavailable = new Map<string, string>();
  const ignored: string[] = [];
  const unknownMacros: string[] = [];
  const layerCommands = new Map<string, Command>();

  for (const { segments, macros, ignored: unknown } of strings) {
    ignored.push(...unknown);
    for (const macro of macros) {
      if (builtInMacros.has(macro)) unavailable.set(`$${macro}$`, `$${macro}$`);
      else unknownMacros.push(`$${macro}$`);
    }
    for (const segment of segments) {
      const lacking = lackingScope(segment.scope);
      if (lacking !== undefined) unavailable.set(lacking, lacking);
      for (const { name, value: raw } of segment.commands) {
        const row = commandRow(name);
        if (row === undefined || row.state === 'ignored') continue;
        if (lacking !== undefined && row.scope !== 'request' && row.scope !== 'view') continue;
        const value = decodeValue(substitute(raw, definitions));
        if (row.state === 'later') {
          if (row.neutral?.test(value)) unavailable.delete(name);
          else unavailable.set(name, name);
        } else {
          const isOwn = row.scope === 'composite' && segment.scope.kind === 'layer';
          (isOwn ? layerCommands : commands).set(row.slot ?? name, { name, value });
        }
      }
    }
  }
  return { commands, layerCommands, unavailable: [...unavailable.keys()], unknownMacros, ignored: [...ignored, ...unknownMacros] };
}

/** The scope's word when this version cannot draw it: only the base layer exists. */
function lackingScope(scope: SegmentScope): string | undefined {
  if (scope.kind === 'effect') return 'effect';
  return scope.kind === 'composite' || scope.number === 0 ? undefined : 'layer';
}

const reference = /\$([A-Za-z0-9._-]+)\$/g;

/** Replaces references once; what they bring in is not scanned again, and unknown ones stay. */
function substitute(value: string, definitions: ReadonlyMap<string, string>): string {
  return value.includes('$') ? value.replace(reference, (whole, name: string) => definitions.get(name.toLowerCase()) ?? whole) : value;
}
