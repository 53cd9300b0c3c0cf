import { createHash } from 'node:crypto';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { servedVersions, wsdl, type Version } from '#wire';

export type DescriptionPaths = {
  readonly contextPath: string;
  readonly soapPath: string;
  readonly plainPath: string;
  readonly publicUrl: () => string;
};

type Description = { readonly text: string; readonly etag: string };

/** Most descriptions kept: ten versions at a few addresses. */
const mostKept = 64;

/** Registers the WSDLs, one per version, at both addresses clients fetch them from, and what a browser sees that
 *  opens the service. Nobody needs to log in for these. @source specification of the upload protocol, §1 */
export function registerDescriptions(server: FastifyInstance, paths: DescriptionPaths): void {
  const kept = new Map<string, Description>();

  const describe = (version: Version, serviceUrl: string): Description => {
    const key = `${version} ${serviceUrl}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const text = wsdl(version, { serviceUrl });
    const made = { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
    const oldest = kept.keys().next();
    if (kept.size >= mostKept && oldest.done !== true) kept.delete(oldest.value);
    kept.set(key, made);
    return made;
  };

  const answer = (request: FastifyRequest, reply: FastifyReply, version: Version): FastifyReply => {
    const origin = originFor(request, paths);
    if (origin === undefined) {
      return reply.code(400).type('text/plain').send('serviceUrl: expected an http or https address\n');
    }
    const { text, etag } = describe(version, `${origin}${paths.soapPath}`);
    reply.headers({ etag, 'cache-control': 'public, max-age=300' });
    const isKnown = request.headers['if-none-match']?.split(',').some((tag) => tag.trim() === etag);
    if (isKnown === true) return reply.code(304).send();
    return reply.type('text/xml;charset=utf-8').send(text);
  };

  for (const folder of [`${paths.contextPath}/webservice`, paths.contextPath]) {
    server.get<{ Params: { file: string } }>(`${folder}/:file(^IpsApi[A-Za-z0-9.-]*\\.wsdl$)`, (request, reply) => {
      const version = versionOfFile(request.params.file);
      if (version !== undefined) return answer(request, reply, version);
      const known = servedVersions.map((served) => fileOf(served)).join(', ');
      return reply.code(404).type('text/plain').send(`There is no such version. There are: ${known}\n`);
    });
  }
  for (const path of [paths.soapPath, paths.plainPath]) {
    server.get(path, (request, reply) => {
      const isAskedFor = Object.keys(request.query as object).some((name) => name.toLowerCase() === 'wsdl');
      if (isAskedFor) return answer(request, reply, newestDocumented);
      const description = `${paths.contextPath}/webservice/${fileOf(newestDocumented)}`;
      return reply.code(405).header('allow', 'POST').type('text/plain')
        .send(`This address takes POST requests. Its description is at ${description}\n`);
    });
  }
}

/** The newest version the public reference documents; what a `?wsdl` without a version gets. */
const newestDocumented: Version = '2014-04-03';

function fileOf(version: Version): string {
  return version === '' ? 'IpsApi.wsdl' : `IpsApi-${version}.wsdl`;
}

function versionOfFile(file: string): Version | undefined {
  return servedVersions.find((version) => fileOf(version) === file);
}

/** Scheme, host and port of the address in the description: the caller's wish, the public one, or where the request
 *  went. Undefined for a wish that is no web address. */
function originFor(request: FastifyRequest, { publicUrl }: DescriptionPaths): string | undefined {
  const wish = (request.query as Readonly<Record<string, unknown>>)['serviceUrl'];
  const address = wish ?? (publicUrl() || `${request.protocol}://${request.host}`);
  if (typeof address !== 'string' || !URL.canParse(address)) return undefined;
  const { protocol, origin } = new URL(address);
  return protocol === 'http:' || protocol === 'https:' ? origin : undefined;
}
