import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Failure } from '#base';
import fc from 'fast-check';
import { ParseOption, XmlDocument, XmlElement as ParsedElement, XmlText } from 'libxml2-wasm';

import { escapeXml } from './escape.ts';
import { readXml } from './read-xml.ts';
import type { XmlElement } from './types.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string, options?: { trailingJunk?: boolean }): XmlElement => readXml(bytesOf(text), options);

function detailOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof Failure);
    assert.equal(error.code, 'INVALID_REQUEST_XML');
    return String(error.params.detail);
  }
  return assert.fail('expected a failure');
}

test('names, namespaces, attributes, text and children come out as plain values', () => {
  const root = read('<p:a xmlns:p="urn:x" xmlns="urn:y" p:nil="true" plain=\'1 &gt; 0\'>t<b/><p:c>x</p:c>u</p:a>');
  assert.equal(root.name, 'a');
  assert.equal(root.namespace, 'urn:x');
  assert.deepEqual({ ...root.attributes }, { nil: 'true', plain: '1 > 0' });
  assert.equal(root.text, 'tu');
  assert.deepEqual(root.children.map(({ name, namespace, text }) => [name, namespace, text]), [
    ['b', 'urn:y', ''], ['c', 'urn:x', 'x'],
  ]);
});

test('an inner declaration ends with its element, and xmlns="" takes the default away', () => {
  const root = read('<a xmlns="urn:1"><b xmlns="urn:2"/><c xmlns=""><d/></c><e/></a>');
  assert.deepEqual(root.children.map((child) => child.namespace), ['urn:2', '', 'urn:1']);
  assert.equal(root.children[1]?.children[0]?.namespace, '');
});

test('CDATA, the five entities, character references, comments and processing instructions are understood', () => {
  const text = 'x<!-- <b> --><![CDATA[<&]]>&amp;&lt;&gt;&quot;&apos;&#65;&#x1F600;<?pi <z?>y';
  assert.equal(read(`<a>${text}</a>`).text, 'x<&&<>"\'A😀y');
});

test('line ends are newlines whatever the sender used', () => {
  assert.equal(read('<a>1\r\n2\r3&#13;</a>').text, '1\n2\n3\r');
});

test('leading blanks and a byte order mark are passed over, also before the declaration', () => {
  assert.equal(read('\ufeff\n  <?xml version="1.0" encoding="UTF-8"?>\n<a>x</a>\n').text, 'x');
});

test('Latin-1 and both kinds of UTF-16 are read by declaration or byte order mark', () => {
  const latin1 = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>Müller</a>', 'latin1');
  const little = Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><a>Müller</a>', 'utf16le');
  const big = Buffer.from(little).swap16();
  const unmarked = Buffer.from('<a>Müller</a>', 'utf16le');
  for (const bytes of [latin1, little, big, unmarked]) assert.equal(readXml(bytes).text, 'Müller');
});

test('bytes that do not fit the encoding and encodings nobody knows are refused', () => {
  assert.match(detailOf(() => readXml(Buffer.from('<a>M\xfcller</a>', 'latin1'))), /encoding/);
  assert.match(detailOf(() => read('<?xml version="1.0" encoding="klingon"?><a/>')), /encoding/);
});

test('a document type is refused wherever it stands before the root, and ignored inside CDATA', () => {
  assert.match(detailOf(() => read('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')), /document type/);
  const external = '<?xml version="1.0"?><!-- c --><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>';
  assert.match(detailOf(() => read(external)), /document type/);
  assert.match(detailOf(() => readXml(Buffer.from('\ufeff<!DOCTYPE a><a/>', 'utf16le'))), /document type/);
  assert.equal(read('<a><![CDATA[<!DOCTYPE a>]]></a>').text, '<!DOCTYPE a>');
});

test('entities beyond the five are refused', () => {
  assert.match(detailOf(() => read('<a>&nbsp;</a>')), /nbsp/);
});

test('64 levels are read and 65 are not; libxml2\'s own limit speaks the same words', () => {
  const nested = (levels: number): string => '<a>'.repeat(levels) + '</a>'.repeat(levels);
  assert.equal(read(nested(64)).name, 'a');
  for (const levels of [65, 300, 50_000]) assert.match(detailOf(() => read(nested(levels))), /more than 64 levels/);
});

test('1 MiB is read and a byte more is not', () => {
  const padded = (sizeBytes: number): string => `<a>${'x'.repeat(sizeBytes - 7)}</a>`;
  assert.equal(read(padded(1024 * 1024)).text.length, 1024 * 1024 - 7);
  assert.match(detailOf(() => read(padded(1024 * 1024 + 1))), /1048576 bytes/);
  assert.equal(readXml(bytesOf(padded(1024 * 1024 + 1)), { maxSizeBytes: 2 ** 21 }).name, 'a');
});

test('50,000 elements are read and one more is not', () => {
  assert.equal(read(`<a>${'<b/>'.repeat(49_999)}</a>`).children.length, 49_999);
  assert.match(detailOf(() => read(`<a>${'<b/>'.repeat(50_000)}</a>`)), /50000 elements/);
  assert.match(detailOf(() => readXml(bytesOf('<a><b/><c/></a>'), { maxElements: 2 })), /2 elements/);
});

test('what is not well-formed is refused with a line that says why', () => {
  assert.match(detailOf(() => read('<a><b></a>')), /mismatch/);
  assert.match(detailOf(() => read('<x:a/>')), /prefix x/);
  assert.match(detailOf(() => read('<a x="1" x="2"/>')), /x redefined/);
  assert.match(detailOf(() => read('<a>\0</a>')), /[Cc]har/);
  assert.match(detailOf(() => read('')), /no element/);
  assert.match(detailOf(() => read('just text')), /no element/);
});

test('junk behind the root is refused, and cut off when asked for', () => {
  assert.match(detailOf(() => read('<a>x</a>"')), /end of the document/);
  assert.equal(read('<a>x</a>"', { trailingJunk: true }).text, 'x');
  assert.equal(read('<a/><b', { trailingJunk: true }).name, 'a');
});

test('the end of the root is found behind look-alikes of its end tag', () => {
  const inside = '<!-- </a> --><![CDATA[</a>]]><b c="/a>" d=\'/>\'/><?p </a>?><a>inner</a>';
  const root = read(`<?xml version="1.0"?><!-- <a> --><a e=">">${inside}t</a>"</a>&junk`, { trailingJunk: true });
  assert.equal(root.text, '</a>t');
  assert.deepEqual(root.children.map((child) => child.name), ['b', 'a']);
});

test('cutting junk off does not make broken XML whole', () => {
  for (const text of ['<a>', '<a><![CDATA[</a>', '<a b="></a>', '<!-- <a/>', '<a></b></a>']) {
    assert.notEqual(detailOf(() => read(text, { trailingJunk: true })), '');
  }
});

test('names of JavaScript\'s own objects are ordinary names', () => {
  const root = read('<a xmlns:__proto__="urn:p" __proto__:toString="1" constructor="2"><__proto__:b/></a>');
  assert.deepEqual([root.attributes.toString, root.attributes.constructor], ['1', '2']);
  assert.equal(root.children[0]?.namespace, 'urn:p');
});

test('the elements are those that libxml2 itself sees', () => {
  const name = fc.constantFrom('a', 'b', 'p:c', 'é', 'x-1.y');
  const text = fc.string({ unit: 'grapheme', maxLength: 12 }).map((raw) => raw.replace(/[\ufffe\uffff]|\p{Cc}/gu, ' '));
  const piece = fc.oneof(
    text.map(escapeXml),
    text.map((raw) => `<![CDATA[${raw.replaceAll(']]>', ' ')}]]>`),
    text.map((raw) => `<!--${raw.replaceAll('-', ' ')}-->`),
    fc.constantFrom('&#x41;', '&apos;', '\r\n', '\t', ' > ', '"'),
  );
  const { element } = fc.letrec<{ element: string }>((tie) => ({
    element: fc.tuple(
      name,
      fc.uniqueArray(fc.tuple(name, text, fc.constantFrom(' ', '\n ')), { selector: ([key]) => key, maxLength: 3 }),
      fc.boolean(),
      fc.array(fc.oneof({ depthSize: 'small' }, piece, tie('element')), { maxLength: 5 }),
    ).map(([tag, attributes, isBound, content]) => {
      const declared = isBound ? ' xmlns="urn:in" xmlns:p="urn:p2"' : '';
      const written = attributes.map(([key, value, blank]) => `${blank}${key} = "${escapeXml(value)}"`).join('');
      const start = `<${tag}${declared}${written}`;
      return content.length === 0 ? `${start} />` : `${start}>${content.join('')}</${tag} >`;
    }),
  }));
  fc.assert(fc.property(element, (inner) => {
    const xml = `<r xmlns:p="urn:p">${inner}</r>`;
    const document = XmlDocument.fromString(xml.replace(/\r\n?/g, '\n'), { option: ParseOption.XML_PARSE_NOCDATA });
    try {
      assert.deepEqual(plain(read(xml)), walked(document.root));
      assert.deepEqual(plain(read(`${xml}"`, { trailingJunk: true })), walked(document.root));
    } finally {
      document.dispose();
    }
  }), { numRuns: 300 });
});

test('whatever comes in, it is an element or INVALID_REQUEST_XML', () => {
  const piece = fc.constantFrom(
    '<a>', '</a>', '<b c="', "'", '"', '/>', '>', '<', '&amp;', '&#0;', '&#xD800;', '&#x110000;', '<!--', '-->', '<![CDATA[',
    ']]>', '<?', '?>', '<!', '<?xml version="1.0"?>', '<?xml encoding="x"?>', ' xmlns="', ':', 'x', '\0', '\ufeff', '\r',
  );
  const soup = fc.array(piece, { maxLength: 12 }).map((pieces) => `<a>${pieces.join('')}</a>`);
  fc.assert(fc.property(fc.oneof(soup.map(bytesOf), fc.uint8Array()), fc.boolean(), (bytes, trailingJunk) => {
    try {
      assert.equal(typeof readXml(bytes, { trailingJunk }).name, 'string');
    } catch (error) {
      assert.ok(error instanceof Failure && error.code === 'INVALID_REQUEST_XML', String(error));
    }
  }), { numRuns: 2000 });
});

function plain(element: XmlElement): unknown {
  return { ...element, attributes: { ...element.attributes }, children: element.children.map(plain) };
}

function walked(parsed: ParsedElement): unknown {
  const children: unknown[] = [];
  let text = '';
  for (let node = parsed.firstChild; node !== null; node = node.next) {
    if (node instanceof ParsedElement) children.push(walked(node));
    else if (node instanceof XmlText) text += node.content;
  }
  return {
    name: parsed.name, namespace: parsed.namespaceUri, text, children,
    attributes: Object.fromEntries(parsed.attrs.map((attribute) => [attribute.name, attribute.value])),
  };
}
