import { badRequest } from '../failures.ts';
import { splitQuery, type Part } from './split.ts';

/** Definition of a macro by its lower-case name without the dollars. */
export type Macros = (name: string) => string | undefined;

export const noMacros: Macros = () => undefined;

/** Macros that every catalog has. @source delivery, §1.4 */
const builtInMacros: Readonly<Record<string, string>> = {
  shadow: 'color=0,0,0,191&blendMode=mult&op_blur=5&pos=3,4',
  glow: 'color=255,255,190,191&blendMode=screen&op_blur=5',
};

/** Macros of a company with the built-in ones below them. */
export function withBuiltIns(macroOf: Macros = noMacros): Macros {
  return (name) => macroOf(name) ?? (Object.hasOwn(builtInMacros, name) ? builtInMacros[name] : undefined);
}

/** Most commands of one string when all its macros are replaced. */
const mostParts = 10_000;

/** Splits a query and replaces each `$macro$` by its definition, macros in definitions included; unknown ones stay.
 *  @throws DELIVERY_BAD_REQUEST for a macro that calls itself, and for more commands than anyone means. */
export function expandMacros(query: string, macroOf: Macros): readonly Part[] {
  const parts: Part[] = [];
  const expand = (text: string, callers: readonly string[]): void => {
    for (const part of splitQuery(text)) {
      const name = part.name.toLowerCase();
      const definition = part.value === undefined && isMacroCall(name) ? macroOf(name.slice(1, -1)) : undefined;
      if (callers.includes(name)) throw badRequest(`the macro ${part.name} calls itself`);
      if (definition !== undefined) expand(definition, [...callers, name]);
      else parts.push(part);
      if (parts.length > mostParts) throw badRequest(`expected at most ${mostParts} commands`);
    }
  };
  expand(query, []);
  return parts;
}

export function isMacroCall(name: string): boolean {
  return name.length > 2 && name.startsWith('$') && name.endsWith('$');
}
