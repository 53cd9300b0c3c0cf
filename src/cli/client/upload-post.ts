import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ownElementShape, encode, type WireObject } from '#wire';
import { authHeader, readAnswer, send, version, type Connection } from './call.ts';

/** A local file and where it goes below the destination folder. */
export type LocalFile = { readonly path: string; readonly target: string; readonly sizeBytes: number };

/** One POST to the upload door.
 *  @param onSent  Called with the file's index and the bytes of it that have left so far.
 *  @returns the job handle.
 *  @throws ServerFault */
export async function postFiles(
  connection: Connection,
  params: WireObject,
  files: readonly LocalFile[],
  onSent: (index: number, sentBytes: number) => void,
): Promise<string> {
  const boundary = `prepress-${randomUUID()}`;
  const parts = [
    textPart(boundary, 'auth', authHeader(connection)),
    textPart(boundary, 'uploadParams', encode('uploadPostParam', ownElementShape('uploadPostParam'), params, version)),
  ];
  const heads = files.map((file, index) => fileHead(boundary, `file${index + 1}`, file.target));
  const tail = Buffer.from(`--${boundary}--\r\n`);
  const lengthBytes =
    [...parts, ...heads, tail].reduce((sum, part) => sum + part.length, 0) + files.reduce((sum, file) => sum + file.sizeBytes + 2, 0);

  async function* body(): AsyncGenerator<Buffer> {
    yield* parts;
    for (const [index, file] of files.entries()) {
      yield heads[index] ?? Buffer.alloc(0);
      let sentBytes = 0;
      for await (const chunk of createReadStream(file.path, { highWaterMark: 256 * 1024 })) {
        yield chunk as Buffer;
        sentBytes += (chunk as Buffer).length;
        onSent(index, sentBytes);
      }
      yield Buffer.from('\r\n');
    }
    yield tail;
  }

  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': lengthBytes };
  const answer = await send(connection, `${connection.contextPath}/UploadFile`, headers, (request) => {
    // An answer may come before the whole body is sent; the broken pipe that follows is not the news.
    pipeline(Readable.from(body()), request).catch((cause: Error) => request.destroy(cause));
  });
  const root = readAnswer(answer.body);
  const handle = root.children.find((child) => child.name === 'jobHandle')?.text;
  if (handle === undefined) throw new Error(`the server answered HTTP ${answer.status} without a job handle`);
  return handle;
}

function textPart(boundary: string, name: string, xml: string): Buffer {
  return Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: text/xml; charset=utf-8\r\n\r\n${xml}\r\n`);
}

function fileHead(boundary: string, name: string, target: string): Buffer {
  const quoted = target.replace(/["\\\r\n]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`);
  return Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${quoted}"; filename*=UTF-8''${encodeURIComponent(target)}\r\n` +
      'Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n',
  );
}
