import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xmpPacket } from '#test/build/metadata';
import { packetText } from './packet-text.ts';
import { xmpFacts, type XmpFacts } from './read.ts';

const nothing: XmpFacts = {
  title: undefined, description: undefined, subjects: [], creators: [], rights: undefined, createdOn: undefined, rating: undefined,
};
const facts = (text: string): XmpFacts => xmpFacts(Buffer.from(text));
const bare = (inner: string): string => `<rdf:RDF><rdf:Description>${inner}</rdf:Description></rdf:RDF>`;

test('a packet gives its properties, entities resolved, in the language that is the default', () => {
  const packet = xmpPacket(`
    <dc:title><rdf:Alt><rdf:li xml:lang="de">Stuhl</rdf:li><rdf:li xml:lang="x-default">Chair &amp; table</rdf:li></rdf:Alt></dc:title>
    <dc:description><rdf:Alt><rdf:li xml:lang="x-default">&#x4e2d; red</rdf:li></rdf:Alt></dc:description>
    <dc:subject><rdf:Bag><rdf:li>wood</rdf:li><rdf:li> red, dark </rdf:li><rdf:li></rdf:li><rdf:li>wood</rdf:li></rdf:Bag></dc:subject>
    <dc:creator><rdf:Seq><rdf:li>Ann</rdf:li><rdf:li>Bob</rdf:li></rdf:Seq></dc:creator>
    <dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© Ann</rdf:li></rdf:Alt></dc:rights>`,
  ' xmp:Rating="4" xmp:CreateDate="2020-01-02T03:04:05Z" photoshop:DateCreated="2019-12-31"');
  assert.deepEqual(xmpFacts(packet), {
    title: 'Chair & table', description: '中 red', subjects: ['wood', 'red, dark'], creators: ['Ann', 'Bob'], rights: '© Ann',
    createdOn: '2019-12-31', rating: 4,
  });
});

test('prefixes are whatever the packet declares, and mean the usual where it forgot to', () => {
  assert.deepEqual(facts(bare('<dc:subject><rdf:Bag><rdf:li>a</rdf:li></rdf:Bag></dc:subject>')).subjects, ['a']);
  const other = `<m:xapmeta xmlns:m="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <r:Description xmlns:p='http://purl.org/dc/elements/1.1/' p:description="attribute form"/>
    <r:Description xmlns:dc="urn:something-else"><dc:title>not this</dc:title></r:Description>
    <r:Description><subject xmlns="http://purl.org/dc/elements/1.1/"><r:Seq><r:li>x</r:li></r:Seq></subject></r:Description></r:RDF></m:xapmeta>`;
  assert.deepEqual(facts(other), { ...nothing, description: 'attribute form', subjects: ['x'] });
});

test('simple, qualified and referring values are read, structures passed over', () => {
  assert.equal(facts(bare('<dc:title>plain</dc:title>')).title, 'plain');
  assert.equal(facts(bare('<dc:title rdf:parseType="Resource"><rdf:value>with note</rdf:value><q:note>n</q:note></dc:title>')).title, 'with note');
  assert.equal(facts(bare('<dc:title><rdf:Description><rdf:value>old form</rdf:value></rdf:Description></dc:title>')).title, 'old form');
  assert.equal(facts(bare('<dc:rights rdf:resource="http://licence.example/"/>')).rights, 'http://licence.example/');
  assert.equal(facts(bare('<dc:title><rdf:Description><dc:rights>inner</rdf:rights></rdf:Description></dc:title>')).title, undefined);
  assert.deepEqual(facts(bare('<dc:creator><rdf:Seq><rdf:li rdf:parseType="Resource"><a:b>c</a:b></rdf:li><rdf:li>Ann</rdf:li></rdf:Seq></dc:creator>')).creators, ['Ann']);
});

test('comments, instructions, CDATA and document types are no obstacle', () => {
  const inner = '<!-- <dc:title>no</dc:title> --><?note <dc:title>?><dc:title><![CDATA[a < b & c]]></dc:title>';
  assert.equal(facts(`<!DOCTYPE x [<!ENTITY e "bomb">]>${bare(inner)}`).title, 'a < b & c');
});

test('UTF-8, UTF-16 and UTF-32 of either order are read, with a mark or without', () => {
  const text = bare('<dc:title>Stuhl 中 😀</dc:title>');
  const wide = Buffer.from(text, 'utf16le');
  const widest = Buffer.concat(Array.from(text, (character) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(character.codePointAt(0)!);
    return bytes;
  }));
  const swapped = Buffer.from(widest).swap32();
  for (const packet of [
    Buffer.from(text), Buffer.from(`\ufeff${text}`), wide, Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from(wide).swap16(),
    Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), widest, swapped, Buffer.concat([Buffer.of(0, 0, 0xfe, 0xff), swapped]),
  ]) {
    assert.equal(xmpFacts(packet).title, 'Stuhl 中 😀', packet.subarray(0, 8).toString('hex'));
    const { markup, bytes } = packetText(packet);
    assert.deepEqual(Buffer.from(bytes(markup)), packet);
  }
});

test('text that is not the UTF-8 it should be is read as Latin-1', () => {
  assert.equal(xmpFacts(Buffer.from(bare('<dc:title>M\xf6bel</dc:title>'), 'latin1')).title, 'Möbel');
});

test('entity bombs, endless depth and endless breadth cost no more than a look at each byte', () => {
  const bomb = `<!DOCTYPE x [${Array.from({ length: 50 }, (_, n) => `<!ENTITY e${n} "${`&e${n + 1};`.repeat(20)}">`).join('')}]>${bare('<dc:title>&e0;</dc:title>')}`;
  assert.equal(facts(bomb).title, '&e0;');
  const start = performance.now();
  assert.deepEqual(facts('<a>'.repeat(500_000)), nothing);
  assert.deepEqual(facts(`${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`), nothing);
  assert.deepEqual(facts("<a b='".repeat(300_000)), nothing);
  assert.deepEqual(facts(`<a ${'b'.repeat(10)}=`.repeat(100_000)), nothing);
  assert.deepEqual(facts('<!--'.repeat(500_000)), nothing);
  assert.deepEqual(facts('</a>'.repeat(500_000)), nothing);
  assert.deepEqual(facts(`<a${' x:y="z"'.repeat(200_000)}>`), nothing);
  assert.deepEqual(facts('&'.repeat(2_000_000)), nothing);
  assert.equal(facts(bare(`<dc:subject><rdf:Bag>${Array.from({ length: 50_000 }, (_, n) => `<rdf:li>${n}</rdf:li>`).join('')}</rdf:Bag></dc:subject>`)).subjects.length, 1000);
  assert.ok(performance.now() - start < 10_000, `${performance.now() - start} ms`);
});

test('a packet cut or damaged at any byte gives what is whole, and never throws', () => {
  const packet = xmpPacket('<dc:title>t</dc:title><dc:subject><rdf:Bag><rdf:li>a</rdf:li></rdf:Bag></dc:subject>');
  for (let length = 0; length < packet.length; length++) xmpFacts(packet.subarray(0, length));
  for (let at = 0; at < packet.length; at++) {
    for (const byte of [0, 0x3c, 0x3e, 0x22, 0xff]) {
      const damaged = Buffer.from(packet);
      damaged[at] = byte;
      xmpFacts(damaged);
    }
  }
  for (const text of ['', '<x:xmpmeta/>', '<dc:subject><rdf:Bag><rdf:li>half']) assert.deepEqual(facts(text), nothing);
});
