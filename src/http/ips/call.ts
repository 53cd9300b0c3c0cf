import type { Caller, Company } from '#accounts';
import { Failure } from '#base';
import {
  decode, encode, filterResponse, parseCompanyHandle,
  type OperationShape, type Version, type WireObject, type XmlElement,
} from '#wire';

import { textOf, textsOf } from './arguments.ts';
import { operationTable } from './operation-table.ts';
import type { IpsRooms, OpenOperation, Operation } from './operation.ts';
import type { SystemProperties } from './system-properties.ts';

export type Call = {
  readonly rooms: IpsRooms;
  readonly properties: SystemProperties;
  /** Undefined only for operations that may be called without credentials. */
  readonly caller: Caller | undefined;
  readonly client: { readonly name: string; readonly address: string };
  readonly shape: OperationShape;
  readonly element: XmlElement;
  readonly version: Version;
  readonly locale: string;
};

/** Runs an operation: what is missing, then the company and the role, then the values, then the work.
 *  @returns the text of its `…Return` element, in the namespace of the request.
 *  @throws OPERATION_NOT_AVAILABLE and whatever the operation throws
 *  @source specification of the upload protocol, §4 "Check order" */
export async function callOperation(call: Call): Promise<string> {
  const { shape, version } = call;
  const operation = operationTable.get(shape.name);
  if (operation === undefined) throw new Failure('OPERATION_NOT_AVAILABLE', { operation: shape.name });
  const { value: input, missing, invalid } = decode(shape.param, call.element, {
    version, unreadableNumber: 'INVALID_REQUEST_XML',
  });
  if (missing !== undefined) throw missing;
  const answer = isOpen(operation)
    ? await runOpen(operation, call, input, invalid)
    : await run(operation, call, input, invalid);
  const include = textsOf(input, 'responseFieldArray');
  const exclude = textsOf(input, 'excludeFieldArray');
  const isFiltered = include !== undefined || exclude !== undefined;
  const shown = isFiltered ? filterResponse(shape.result, answer, { include, exclude }) : answer;
  return encode(`${shape.name}Return`, shape.result, shown, version);
}

/** True for operations that need no credentials in the header. */
export function mayBeAnonymous(operationName: string): boolean {
  const operation = operationTable.get(operationName);
  return operation !== undefined && isOpen(operation);
}

async function run(
  operation: Operation, call: Call, input: WireObject, invalid: Failure | undefined,
): Promise<WireObject> {
  const { rooms, caller, shape } = call;
  if (caller === undefined) throw new Failure('NO_CREDENTIALS');
  const enterCompany = (companyId: number): Promise<Company> =>
    rooms.accounts.authorise(caller, { companyId, operation: shape.name, roles: shape.roles, isLooking: operation.isLooking === true });
  const handle = textOf(input, 'companyHandle');
  let company: Company | undefined;
  if (handle === undefined) await rooms.accounts.authorise(caller, { operation: shape.name, roles: shape.roles });
  else company = await enterCompany(companyIdOf(handle));
  if (invalid !== undefined) throw invalid;
  const { properties, client, version, locale } = call;
  return operation.handle({ rooms, properties, caller, company, enterCompany, client, version, locale }, input);
}

async function runOpen(
  operation: OpenOperation, call: Call, input: WireObject, invalid: Failure | undefined,
): Promise<WireObject> {
  if (invalid !== undefined) throw invalid;
  return operation.handle({ rooms: call.rooms }, input);
}

function companyIdOf(handle: string): number {
  const id = parseCompanyHandle(handle);
  if (id === undefined) throw new Failure('INVALID_COMPANY');
  return id;
}

function isOpen(operation: Operation | OpenOperation): operation is OpenOperation {
  return 'isOpen' in operation;
}
