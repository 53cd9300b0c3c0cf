import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';

import fc from 'fast-check';

import { createPartDecoder } from './encodings.ts';
import { boundaryOf } from './head.ts';
import { readMultipart } from './read.ts';
import { createScanner } from './scan.ts';

type Part = { readonly name: string; readonly fileName?: string; readonly content?: string; readonly contentBase64?: string };
type Golden = { readonly contentType: string; readonly parts: readonly Part[] };
type Read = { readonly name: string; readonly fileName: string | undefined; readonly content: string };

const folder = new URL('../../../../test/golden/multipart/', import.meta.url);
const cases = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
const limits = { parts: 100, headerBytes: 16_384, strayBytes: 65_536 };

const asBase64 = (part: Part): Read => ({
  name: part.name,
  fileName: part.fileName,
  content: part.contentBase64 ?? Buffer.from(part.content ?? '', 'utf8').toString('base64'),
});

/** Scans and decodes without streams, so that thousands of splits are quick. */
function readParts(chunks: readonly Buffer[], boundary: string): readonly Read[] {
  const scanner = createScanner(boundary, limits);
  const parts: Read[] = [];
  let pieces: Buffer[] = [];
  let decoder = createPartDecoder('binary');
  const events = function* () {
    for (const chunk of chunks) yield* scanner.feed(chunk);
    yield* scanner.finish();
  };
  for (const event of events()) {
    if (event.kind === 'head') {
      decoder = createPartDecoder(event.head.transferEncoding);
      parts.push({ name: event.head.name, fileName: event.head.fileName, content: '' });
    } else if (event.kind === 'bytes') pieces.push(Buffer.from(decoder.decode(event.bytes)));
    else {
      pieces.push(decoder.finish());
      const part = parts.pop();
      assert.ok(part);
      parts.push({ ...part, content: Buffer.concat(pieces).toString('base64') });
      pieces = [];
    }
  }
  return parts;
}

assert.ok(cases.length >= 13, 'the goldens are where they are expected');
for (const name of cases) {
  const golden = JSON.parse(readFileSync(new URL(`${name}/expected.json`, folder), 'utf8')) as Golden;
  const body = readFileSync(new URL(`${name}/body`, folder));
  const boundary = boundaryOf(golden.contentType);
  const expected = golden.parts.map(asBase64);

  describe(`multipart ${name}`, () => {
    test('reads as its parts', () => {
      assert.deepEqual(readParts([body], boundary), expected);
    });

    test('reads the same when cut in two at any byte', () => {
      for (let at = 0; at <= body.length; at += 1) {
        assert.deepEqual(readParts([body.subarray(0, at), body.subarray(at)], boundary), expected, `cut at ${at}`);
      }
    });

    test('reads the same byte by byte', () => {
      assert.deepEqual(readParts(Array.from(body, (byte) => Buffer.of(byte)), boundary), expected);
    });

    test('reads the same in chunks of any sizes', () => {
      fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        const chunks: Buffer[] = [];
        for (let at = 0, turn = 0; at < body.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          chunks.push(body.subarray(at, at + size));
          at += size;
        }
        assert.deepEqual(readParts(chunks, boundary), expected);
      }), { numRuns: 60 });
    });

    test('reads the same from a stream', async () => {
      const parts: Read[] = [];
      await readMultipart(Readable.from([body.subarray(0, 9), body.subarray(9)], { objectMode: false }), {
        boundary, limits, signal: new AbortController().signal,
        openPart(head) {
          const pieces: Buffer[] = [];
          return {
            write(bytes) {
              pieces.push(bytes);
              return undefined;
            },
            async end() {
              parts.push({ name: head.name, fileName: head.fileName, content: Buffer.concat(pieces).toString('base64') });
            },
          };
        },
      });
      assert.deepEqual(parts, expected);
    });
  });
}

test('any content comes back whole between delimiters, in any chunks', () => {
  const word = fc.constantFrom('\r', '\n', '\r\n', '-', '--', '--bnd', '\r\n--bnd', '\n--bnd', '\r\n--bnd-', ' ', 'x', '\0');
  fc.assert(fc.property(
    fc.array(fc.array(word, { maxLength: 12 }).map((words) => `${words.join('')}.`), { minLength: 1, maxLength: 4 }),
    fc.integer({ min: 1, max: 17 }),
    (contents, size) => {
      // A content that holds a delimiter line of its own cannot come back; that is what boundaries are chosen for.
      fc.pre(contents.every((content) => !/(?:^|\n)--bnd(?:--)?[ \t]*\r?\n/.test(content)));
      const body = Buffer.from(`${contents.map((content) => `--bnd\r\nContent-Disposition: form-data; name="p"\r\n\r\n${content}\r\n`).join('')}--bnd--\r\n`, 'latin1');
      const chunks = Array.from({ length: Math.ceil(body.length / size) }, (_, at) => body.subarray(at * size, at * size + size));
      const read = readParts(chunks, 'bnd').map((part) => Buffer.from(part.content, 'base64').toString('latin1'));
      assert.deepEqual(read, contents);
    },
  ), { numRuns: 2000 });
});
