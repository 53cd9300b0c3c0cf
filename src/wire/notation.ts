import {
  simpleTypes, type FieldShape, type OperationClass, type OperationShape, type RoleName, type TypeShape,
} from './types.ts';

/**
 * The shorthand the tables of types and operations are written in; read once, when the tables load.
 * A field is one word, fields stand in the order of the wire:
 *
 *     name[|other spelling[<=last version that wrote it]]:type[~][?|*|+][>=first version][<=last version]
 *
 * `?` optional, `*` any number, `+` one or more, `~` a string that may arrive as `items` children.
 */
export function readFields(notation: string): readonly FieldShape[] {
  return notation.split(/\s+/).filter((word) => word !== '').map(readField);
}

const fieldWord = /^([\w|<=-]+):(\w+)(~?)([?*+]?)(?:>=([\d-]+))?(?:<=([\d-]+))?$/;

function readField(word: string): FieldShape {
  const [, names, type, list, count, since, until] = fieldWord.exec(word) ?? [];
  if (names === undefined || type === undefined) throw new TypeError(`Expected a field but received ${word}`);
  const [name = '', ...others] = names.split('|');
  const former = others.find((other) => other.includes('<='))?.split('<=');
  return {
    name,
    type,
    ...((count === '?' || count === '*') && { isOptional: true }),
    ...((count === '*' || count === '+') && { isRepeated: true }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(others.length > 0 && { aliases: others.map((other) => other.replace(/<=.*/, '')) }),
    ...(former !== undefined && { formerName: { name: former[0] ?? '', until: former[1] ?? '' } }),
    ...(list === '~' && { isList: true }),
  };
}

/** Declares types from name → notation; every name in `arraysOf` gets its `XArray` of `items` as well. */
export function readTypes(table: Readonly<Record<string, string>>, arraysOf = ''): readonly TypeShape[] {
  const arrays = arraysOf.split(/\s+/).filter((name) => name !== '');
  return [
    ...Object.entries(table).map(([name, notation]) => ({ name, fields: readFields(notation) })),
    ...arrays.map((name) => ({
      name: `${name}Array`,
      fields: [{ name: 'items', type: name, isOptional: true, isRepeated: true }],
    })),
  ];
}

/** An operation as the tables have it; `roles` in letters, `versions` as `>=date` or `<=date`. */
export type OperationRow = {
  readonly purpose: string;
  readonly class: OperationClass;
  readonly roles: string;
  readonly param?: string;
  readonly result?: string;
  readonly versions?: string;
  readonly aliases?: readonly string[];
};

export function readOperations(table: Readonly<Record<string, OperationRow>>): readonly OperationShape[] {
  return Object.entries(table).map(([name, row]) => ({
    name,
    purpose: row.purpose,
    class: row.class,
    roles: readRoles(row.roles),
    param: { name: `${name}Param`, fields: readFields(row.param ?? '') },
    result: { name: `${name}Return`, fields: readFields(row.result ?? '') },
    ...(row.versions?.startsWith('>=') && { since: row.versions.slice(2) }),
    ...(row.versions?.startsWith('<=') && { until: row.versions.slice(2) }),
    ...(row.aliases !== undefined && { aliases: row.aliases }),
  }));
}

const roleLetters: Readonly<Record<string, RoleName>> = {
  U: 'IpsUser', A: 'IpsAdmin', C: 'IpsCompanyAdmin', W: 'WebServiceUser', T: 'TrialSiteAdmin', t: 'TrialSiteUser',
  P: 'ImagePortalAdmin', p: 'ImagePortalUser', K: 'ImagePortalContrib', k: 'ImagePortalContribUser',
};

/** The reference forgets roles here and there: an IpsAdmin may call everything; a company's administrator and a
 *  web-service user whatever an IpsUser may. */
function readRoles(letters: string): readonly RoleName[] {
  const complete = new Set(['A', ...letters, ...(letters.includes('U') ? ['C', 'W'] : [])]);
  return Object.entries(roleLetters).filter(([letter]) => complete.has(letter)).map(([, role]) => role);
}

/** Whether a type name is one of XML Schema's, not one of ours. */
export function isSimpleType(type: string): boolean {
  return (simpleTypes as readonly string[]).includes(type);
}
