import type { Json } from '#base';

type Schema = { readonly [word: string]: Json };

/** Says where a value does not fit a schema, for the few words that our documents use; nothing when it fits.
 *  @throws TypeError for a word it does not know, so that none is passed over. */
export function misfits(schema: Json, value: Json | undefined, root: Json, path = '$'): readonly string[] {
  const { description: _description, format: _format, default: _default, ...rest } = schema as Schema;
  if (typeof rest['$ref'] === 'string') return misfits(lookUp(root, rest['$ref']), value, root, path);
  const found: string[] = [];
  for (const [word, rule] of Object.entries(rest)) {
    if (word === 'type') found.push(...(isOfType(value, String(rule)) ? [] : [`${path}: expected ${String(rule)} but received ${JSON.stringify(value)}`]));
    else if (word === 'enum') found.push(...((rule as readonly Json[]).includes(value ?? null) ? [] : [`${path}: ${JSON.stringify(value)} is none of ${JSON.stringify(rule)}`]));
    else if (word === 'minimum') found.push(...(Number(value) >= Number(rule) ? [] : [`${path}: ${String(value)} is below ${String(rule)}`]));
    else if (word === 'items') found.push(...(value as readonly Json[]).flatMap((one, index) => misfits(rule, one, root, `${path}[${index}]`)));
    else if (word === 'required') found.push(...(rule as readonly string[]).filter((name) => !(name in (value as object))).map((name) => `${path}.${name} is missing`));
    else if (word === 'properties') {
      const rules = rule as Schema;
      found.push(...Object.entries(value as Schema).flatMap(([name, inner]) => (rules[name] === undefined ? [] : misfits(rules[name], inner, root, `${path}.${name}`))));
    } else if (word === 'additionalProperties') {
      found.push(...Object.keys(value as Schema).filter((name) => !(name in (rest['properties'] as Schema))).map((name) => `${path}.${name} is not declared`));
    } else throw new TypeError(`Expected a word of JSON Schema that is known here but received ${word}`);
  }
  return found;
}

function isOfType(value: Json | undefined, type: string): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

function lookUp(root: Json, reference: string): Json {
  return reference.replace(/^#\//, '').split('/').reduce<Json>((at, name) => (at as Schema)[name]!, root);
}
