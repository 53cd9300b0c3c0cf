import { readFileSync } from 'node:fs';
import { operationByName } from '#wire';
import { call as callOperation } from '../client/call.ts';
import { connect } from '../client/connect.ts';
import { toPlain, toWire } from '../client/plain-json.ts';
import { connectionOptions, UsageError, type Command } from '../command.ts';

export const call: Command = {
  name: 'call',
  summary: 'Calls an operation of the interface with plain JSON and prints its answer; companyHandle is filled in.',
  usage: 'OPERATION [JSON | @FILE]',
  options: connectionOptions,
  async run({ words, options, screen, abilities }) {
    const [name, argument, ...more] = words;
    if (name === undefined || more.length > 0) throw new UsageError('name one operation, and its input as one JSON object');
    const operation = operationByName(name);
    if (operation === undefined) throw new UsageError(`there is no operation '${name}'; docs/api lists them`);
    const input = toWire(operation.param, inputOf(argument), operation.name);
    const { connection, company } = await connect(abilities, options);
    const isCompanyMissing = operation.param.fields.some((field) => field.name === 'companyHandle') && input['companyHandle'] === undefined;
    const answer = toPlain(await callOperation(connection, operation.name, isCompanyMissing ? { companyHandle: company.handle, ...input } : input));
    screen.line(JSON.stringify(answer, undefined, 2));
    screen.event({ event: 'answer', operation: operation.name, answer });
    return 0;
  },
};

/** @throws UsageError when it is no readable JSON */
function inputOf(argument: string | undefined): unknown {
  if (argument === undefined) return {};
  try {
    return JSON.parse(argument.startsWith('@') ? readFileSync(argument.slice(1), 'utf8') : argument);
  } catch (cause) {
    throw new UsageError(`the input is no readable JSON: ${(cause as Error).message}`, { cause });
  }
}
