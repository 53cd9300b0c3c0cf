import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answeredOperations } from '../../src/http/ips/index.ts';
import { openApiDocument } from '../../src/http/rest/index.ts';
import { describe } from '../../src/wire/index.ts';

/** The reference of the service, one page per group of operations, for the newest documented version, and the OpenAPI
 *  document of the REST door. */
export function apiPages(): Readonly<Record<string, string>> {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string };
  return {
    ...Object.fromEntries(describe('2014-04-03', answeredOperations()).map(({ path, text }) => [`api/${path}`, text])),
    'api/openapi.json': `${JSON.stringify(openApiDocument(version), undefined, 2)}\n`,
  };
}
