import { operationGroups, typeGroups } from './catalogue.ts';
import { isSimpleType } from './notation.ts';
import { headerElements } from './types/headers.ts';
import type { FieldShape, OperationShape, TypeShape, Version } from './types.ts';
import { isInVersion, nameInVersion, namespaceOf, servedVersions } from './versions.ts';
import { typesIn } from './xsd.ts';

/** A page of the reference documentation; `path` is relative to the folder it is written to. */
export type Page = { readonly path: string; readonly text: string };

/** Operations that are answered, by name, each with a sentence about what it lacks; empty where it lacks nothing. */
export type Answered = ReadonlyMap<string, string>;

/** The reference documentation of a version as markdown: an index, a page per group of operations, a page of types.
 *  @param answered Without it nothing is said of what is answered. */
export function describe(version: Version, answered?: Answered): readonly Page[] {
  const groups = Object.entries(operationGroups)
    .map(([name, group]) => [name, group.filter((operation) => isInVersion(operation, version))] as const);
  return [
    { path: 'README.md', text: indexPage(version, groups, answered) },
    ...groups.map(([name, group]) => ({ path: operationPath(name), text: operationPage(name, group, version, answered) })),
    { path: 'types.md', text: typePage(version) },
  ];
}

type Group = readonly [string, readonly OperationShape[]];

function indexPage(version: Version, groups: readonly Group[], answered: Answered | undefined): string {
  const rows = groups
    .flatMap(([group, operations]) => operations.map((operation) => [operation, group] as const))
    .sort(([left], [right]) => (left.name < right.name ? -1 : 1));
  return page([
    `# The IPS interface, version ${titleOf(version)}`,
    `Namespace of requests and answers: \`${namespaceOf(version)}\`. Versions with a WSDL of their own: `
      + `${servedVersions.map(titleOf).join(', ')}. Any other date is answered as well, in its own namespace.`,
    'A request is the element `<operation>Param`, an answer `<operation>Return`. Elements of a request may come in any '
      + 'order; those of an answer stand in the order of the tables. Types: [types.md](types.md).',
    'Class **A**: an upload client needs it; **B**: a working asset library needs it; **C**: the rest.',
    ...(answered ? [
      `**${rows.filter(([{ name }]) => answered.has(name)).length}** of ${rows.length} operations are answered; the others answer fault 30000, `
        + '"operation not available yet".',
    ] : []),
    table(['operation', 'what it does', 'class', ...(answered ? ['answered'] : [])], rows.map(([operation, group]) => [
      `[${operation.name}](${operationPath(group)}#${operation.name.toLowerCase()})`,
      operation.purpose,
      operation.class,
      ...(answered ? [wordFor(answered.get(operation.name))] : []),
    ])),
  ]);
}

function operationPage(group: string, operations: readonly OperationShape[], version: Version, answered: Answered | undefined): string {
  return page([
    `# Operations: ${group}`,
    ...operations.flatMap((operation) => [
      `## ${operation.name}`,
      operation.purpose,
      `Class ${operation.class}. Roles: ${operation.roles.join(', ')}.${spellings(operation.aliases)}`,
      ...(answered ? [statusOf(answered.get(operation.name))] : []),
      `Request \`${operation.param.name}\`:`,
      fieldTable(operation.param, version),
      `Answer \`${operation.result.name}\`:`,
      fieldTable(operation.result, version),
    ]),
  ]);
}

function wordFor(lacking: string | undefined): string {
  if (lacking === undefined) return '';
  return lacking === '' ? 'yes' : 'in part';
}

function statusOf(lacking: string | undefined): string {
  if (lacking === undefined) return '*Not available yet*: answered with fault 30000.';
  return lacking === '' ? '*Answered.*' : `*Answered in part.* ${lacking}`;
}

function typePage(version: Version): string {
  const present = new Set(typesIn(version));
  return page([
    '# Types',
    'A type whose name ends in `Array` wraps any number of `items`.',
    ...Object.entries(typeGroups).flatMap(([group, types]) => [
      `## ${group[0]?.toUpperCase()}${group.slice(1)}`,
      ...types.filter((type) => present.has(type) && !isPlainArray(type)).flatMap((type) => [
        `### ${type.name}`, fieldTable(type, version),
      ]),
    ]),
    '## Header and faults',
    'These elements stay in the unversioned namespace.',
    ...headerElements.flatMap((element) => [`### ${element.name}`, fieldTable(element, version)]),
  ]);
}

function fieldTable(shape: TypeShape, version: Version): string {
  const fields = shape.fields.filter((field) => isInVersion(field, version));
  if (fields.length === 0) return 'No fields.';
  return table(['field', 'type', 'count', 'notes'], fields.map((field) => [
    `\`${nameInVersion(field, version)}\``, typeLink(field.type), countOf(field), notesOf(field),
  ]));
}

function typeLink(type: string): string {
  if (isSimpleType(type)) return type;
  return `[${type}](types.md#${(isListed(type) ? type : type.replace(/Array$/, '')).toLowerCase()})`;
}

/** Arrays of declared types have no entry of their own: their link goes to what they hold. */
function isListed(type: string): boolean {
  return Object.values(typeGroups).flat().some((shape) => shape.name === type && !isPlainArray(shape));
}

function isPlainArray(shape: TypeShape): boolean {
  const [only, ...others] = shape.fields;
  return others.length === 0 && only?.name === 'items' && only.type === shape.name.replace(/Array$/, '');
}

function countOf(field: FieldShape): string {
  if (field.isRepeated) return field.isOptional ? 'any' : 'one or more';
  return field.isOptional ? 'optional' : 'one';
}

function notesOf(field: FieldShape): string {
  return [
    field.since !== undefined && `since ${field.since}`,
    field.until !== undefined && `until ${field.until}`,
    field.isList && 'also as `items` children',
    field.aliases !== undefined && `also read as ${quoted(field.aliases)}`,
  ].filter((note) => note).join('; ');
}

function spellings(aliases: readonly string[] | undefined): string {
  return aliases === undefined ? '' : ` Also read as ${quoted(aliases)}.`;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

const operationPath = (group: string): string => `operations-${group}.md`;
const titleOf = (version: Version): string => version || 'unversioned';
const page = (blocks: readonly string[]): string => `${blocks.join('\n\n')}\n`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
