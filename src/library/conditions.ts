import { sql, type RawBuilder } from 'kysely';
import { Failure } from '#base';
import type { NameCondition } from './types.ts';

type Sql = RawBuilder<unknown>;
type FieldKind = 'text' | 'list' | 'number' | 'date';
type Field = { readonly name: string; readonly kind: FieldKind; readonly column: Sql };

/** Fields of `systemFieldConditionArray`. The interface's list also has CreatedWith and the deprecated Sku and
 *  Comments, which no asset of ours has; Folder, Type and SubType are ours. */
const fields: readonly Field[] = [
  { name: 'Name', kind: 'text', column: sql`name` },
  { name: 'FileName', kind: 'text', column: sql`file_name` },
  { name: 'Folder', kind: 'text', column: sql`folder_path` },
  { name: 'Type', kind: 'text', column: sql`type` },
  { name: 'SubType', kind: 'text', column: sql`sub_type` },
  { name: 'Description', kind: 'text', column: sql`description` },
  { name: 'UserData', kind: 'text', column: sql`user_data` },
  { name: 'CreateUser', kind: 'text', column: sql`created_by` },
  { name: 'LastModifyUser', kind: 'text', column: sql`modified_by` },
  { name: 'Keywords', kind: 'list', column: sql`keywords` },
  { name: 'FileSize', kind: 'number', column: sql`original_bytes` },
  { name: 'Created', kind: 'date', column: sql`created_at` },
  { name: 'LastModified', kind: 'date', column: sql`modified_at` },
];

/** Operators that compare the whole value; the order of text is that of its bytes. */
const comparisons: Readonly<Record<string, Sql>> = {
  equals: sql`=`, notequals: sql`is distinct from`, lessthan: sql`<`, lessthanequals: sql`<=`,
  greaterthan: sql`>`, greaterthanequals: sql`>=`,
};

/** Operators that look into text, without regard to case. */
const patterns: Readonly<Record<string, { readonly isNegated: boolean; pattern(value: string): string }>> = {
  contains: { isNegated: false, pattern: (value) => `%${value}%` },
  notcontains: { isNegated: true, pattern: (value) => `%${value}%` },
  startswith: { isNegated: false, pattern: (value) => `${value}%` },
  endswith: { isNegated: false, pattern: (value) => `%${value}` },
};

const textOperators = ['Equals', 'NotEquals', 'Contains', 'NotContains', 'StartsWith', 'EndsWith'];
const rangeOperators = [
  'Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals', 'Between', 'NotBetween',
];
const operators: { readonly [K in FieldKind]: readonly string[] } = {
  text: textOperators, list: textOperators, number: rangeOperators, date: rangeOperators,
};

/** The SQL of one condition on a row of `asset`. A list matches when one of its words does; negated, when none does.
 *  @throws INVALID_PARAMETER for an unknown field or operator and for values that are no number or date. */
export function conditionSql(condition: NameCondition): Sql {
  const field = fields.find(({ name }) => name.toLowerCase() === condition.field.toLowerCase());
  if (!field) throw invalid('field', fields.map(({ name }) => name).join(', '), condition.field);
  const operator = condition.op.toLowerCase();
  if (!operators[field.kind].some((name) => name.toLowerCase() === operator)) {
    throw invalid('op', operators[field.kind].join(', '), condition.op);
  }
  if (field.kind === 'text') return textSql(field.column, operator, condition.value);
  if (field.kind === 'list') return listSql(field.column, operator, condition.value);
  return rangeSql(field, operator, condition);
}

/** Matches a condition holding all words in a way the index on the folded name serves. */
function textSql(column: Sql, operator: string, value: string): Sql {
  const look = patterns[operator];
  if (!look) return sql`${column} ${comparisons[operator]} ${value}`;
  const pattern = look.pattern(value.replace(/[\\%_]/g, '\\$&'));
  const match = sql`lower(${column} collate "default") like lower(${pattern}::text collate "default")`;
  return look.isNegated ? sql`not (${match})` : match;
}

function listSql(column: Sql, operator: string, value: string): Sql {
  const positive = operator.replace(/^not/, '');
  const some = positive === 'equals'
    ? sql`(${column} <> '{}' and ${column} @> array[${value}]::text[])`
    : sql`exists (select 1 from unnest(${column}) word where ${textSql(sql`word`, positive, value)})`;
  return positive === operator ? some : sql`not (${some})`;
}

function rangeSql(field: Field, operator: string, condition: NameCondition): Sql {
  const read = (text: string | undefined, name: string): Sql =>
    field.kind === 'date' ? sql`${dateOf(text, name)}::timestamptz` : sql`${numberOf(text, name)}::bigint`;
  const comparison = comparisons[operator];
  if (comparison) return sql`${field.column} ${comparison} ${read(condition.value, 'value')}`;
  const bounds = [read(condition.minValue, 'minValue'), read(condition.maxValue, 'maxValue')];
  const between = sql`${field.column} between ${sql.join(bounds, sql` and `)}`;
  return operator === 'between' ? between : sql`not (${between})`;
}

function dateOf(text: string | undefined, name: string): Date {
  const date = new Date(text ?? '');
  if (Number.isNaN(date.getTime())) throw invalid(name, 'a date such as 2026-01-31T00:00:00Z', text ?? '');
  return date;
}

function numberOf(text: string | undefined, name: string): number {
  const number = text?.trim() ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw invalid(name, 'a whole number', text ?? '');
  return number;
}

function invalid(name: string, expected: string, received: string): Failure {
  return new Failure('INVALID_PARAMETER', {
    name: `systemFieldConditionArray/items/${name}`, expected, received: received.slice(0, 200),
  });
}
