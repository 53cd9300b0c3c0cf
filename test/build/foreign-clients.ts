import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A program of another world that tests talk to the server with. */
export type ForeignClient = { readonly name: string; run(...args: readonly string[]): Promise<string> };

/** PHP with its SOAP extension; undefined when this machine has none. */
export function findPhp(): Promise<ForeignClient | undefined> {
  return find('PHP with ext-soap', ['php'], ['-r', "exit(class_exists('SoapClient') ? 0 : 1);"]);
}

/** Python with zeep; undefined when this machine has none. */
export function findZeep(): Promise<ForeignClient | undefined> {
  return find('Python with zeep', ['/usr/bin/python3', 'python3'], ['-c', 'import zeep']);
}

/** Whether a missing client is a failure: where the suite is the judge, as in continuous integration. */
export const areForeignClientsRequired = process.env['CI'] !== undefined && process.env['CI'] !== '';

async function find(
  name: string, commands: readonly string[], probe: readonly string[],
): Promise<ForeignClient | undefined> {
  for (const command of commands) {
    try {
      await run(command, probe);
    } catch {
      continue;
    }
    return {
      name,
      async run(...args) {
        return (await run(command, args, { timeout: 60_000, maxBuffer: 4 * 1024 * 1024 })).stdout;
      },
    };
  }
  return undefined;
}
