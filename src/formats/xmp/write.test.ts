import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xmpPacket } from '#test/build/metadata';
import { fillPacket, mergePackets } from './merge.ts';
import { xmpFacts } from './read.ts';
import { completePacket } from './write.ts';

const text = (packet: Uint8Array | undefined): string => Buffer.from(packet ?? []).toString();

test('subjects join those of the bag, written as they are; not one other byte changes', () => {
  const before = xmpPacket(`   <dc:format>image/jpeg</dc:format>
   <dc:subject>
    <rdf:Bag>
     <rdf:li>red</rdf:li>
     <rdf:li>R&amp;D</rdf:li>
    </rdf:Bag>
   </dc:subject>`);
  const after = completePacket(before, { subjects: ['red', 'blue', 'R&D', 'C:\\x', 'a<b', 'blue'] });
  assert.deepEqual(xmpFacts(after!).subjects, ['red', 'R&D', 'blue', 'C:\\x', 'a<b']);
  const added = ['blue', 'C:\\x', 'a&lt;b'].map((word) => `\n     <rdf:li>${word}</rdf:li>`).join('');
  assert.equal(text(after), text(before).replace('R&amp;D</rdf:li>', `R&amp;D</rdf:li>${added}`));
});

test('a packet that has them all is given back as it is', () => {
  const packet = xmpPacket('<dc:subject><rdf:Bag><rdf:li>red</rdf:li></rdf:Bag></dc:subject>');
  assert.equal(completePacket(packet, { subjects: ['red'] }), packet);
  assert.equal(completePacket(packet, {}), packet);
  assert.equal(completePacket(undefined, { subjects: [] }), undefined);
});

test('without a bag one is made: beside other properties, in an empty tag, out of a value or an attribute', () => {
  const packets = [
    xmpPacket('   <dc:format>image/jpeg</dc:format>'),
    xmpPacket('<dc:subject/>'),
    xmpPacket('<dc:subject><rdf:Bag/></dc:subject>'),
    Buffer.from('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:q="http://purl.org/dc/elements/1.1/" q:format="x"/></rdf:RDF>'),
    Buffer.from('<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'),
    Buffer.from('<RDF xmlns="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></RDF>'),
  ];
  for (const packet of packets) {
    const after = completePacket(packet, { subjects: ['ä', 'b'] })!;
    assert.deepEqual(xmpFacts(after).subjects, ['ä', 'b'], text(after));
    assert.deepEqual(xmpFacts(completePacket(after, { subjects: ['c'] })!).subjects, ['ä', 'b', 'c'], text(after));
  }
  assert.deepEqual(xmpFacts(completePacket(xmpPacket('<dc:subject>one</dc:subject>'), { subjects: ['two'] })!).subjects, ['one', 'two']);
  const short = completePacket(xmpPacket('', ' dc:subject="one" xmp:Rating="3"'), { subjects: ['two'] })!;
  assert.deepEqual([xmpFacts(short).subjects, xmpFacts(short).rating], [['one', 'two'], 3]);
  assert.equal(text(short).match(/dc:subject/g)?.length, 2);
});

test('other values are set only where the packet says nothing', () => {
  const packet = xmpPacket('<dc:title><rdf:Alt><rdf:li xml:lang="x-default">old</rdf:li></rdf:Alt></dc:title>');
  const after = xmpFacts(completePacket(packet, { title: 'new', description: 'd', creators: ['Ann', 'Bob'], rights: '©' })!);
  assert.deepEqual([after.title, after.description, after.creators, after.rights], ['old', 'd', ['Ann', 'Bob'], '©']);
});

test('without a packet, or with one that nobody can read, a new one is made', () => {
  for (const packet of [undefined, Buffer.from('<x:xmpmeta><rdf:RDF><rdf:Description')]) {
    const made = completePacket(packet, { subjects: ['red\u0001', '\ud800'], title: '<T>' })!;
    assert.match(text(made), /^<\?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"\?>\n<x:xmpmeta/);
    assert.deepEqual(xmpFacts(made).subjects, ['red\ufffd', '\ufffd']);
    assert.equal(xmpFacts(made).title, '<T>');
  }
});

test('encodings are kept, and so is text that is broken', () => {
  const wide = Buffer.from(xmpPacket('<dc:format>中</dc:format>').toString(), 'utf16le');
  assert.deepEqual(xmpFacts(completePacket(wide, { subjects: ['😀'] })!).subjects, ['😀']);
  const broken = Buffer.concat([xmpPacket('').subarray(0, -24), Buffer.of(0xff, 0xfe, 0xc3)]);
  const after = Buffer.from(completePacket(broken, { subjects: ['ü'] })!);
  assert.deepEqual(after.subarray(-3), Buffer.of(0xff, 0xfe, 0xc3));
  assert.deepEqual(xmpFacts(after).subjects, ['ü']);
});

test('merging replaces what the update names, keeps the rest byte for byte, and needs no declaration from outside', () => {
  const base = xmpPacket(`   <dc:title>old</dc:title>
   <dc:format>image/jpeg</dc:format>`, ' xmp:Rating="2" photoshop:City="Bern"').toString().replace('rdf:about=""', 'rdf:about="uuid:1"');
  const update = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:xap="http://ns.adobe.com/xap/1.0/">
    <rdf:Description rdf:about="" xap:Rating="5" xmlns:d="http://purl.org/dc/elements/1.1/"><d:title>neu ä</d:title><d:subject><rdf:Bag><rdf:li>k</rdf:li></rdf:Bag></d:subject></rdf:Description>
    <rdf:Description rdf:about=""/></rdf:RDF></x:xmpmeta>`;
  const merged = mergePackets(Buffer.from(base), Buffer.from(update))!;
  const facts = xmpFacts(merged);
  assert.deepEqual([facts.title, facts.subjects, facts.rating], ['neu ä', ['k'], 5]);
  assert.equal(text(merged).replace(/\n {2}<rdf:Description rdf:about="uuid:1"[^\n]*<\/rdf:Description>(?=\n <\/rdf:RDF>)|\n {2}<rdf:Description xmlns[^\n]*<\/rdf:Description>(?=\n <\/rdf:RDF>)/, ''),
    base.replace(' xmp:Rating="2"', '').replace('\n   <dc:title>old</dc:title>', ''));
  assert.match(text(merged), /<rdf:Description xmlns:rdf="[^"]*" xmlns:xap="[^"]*" rdf:about="uuid:1" xap:Rating="5" xmlns:d=/);
  assert.deepEqual(mergePackets(merged, Buffer.from(update)) && xmpFacts(mergePackets(merged, Buffer.from(update))!), facts);
});

test('many updates leave no husks behind', () => {
  let packet: Uint8Array = xmpPacket('   <dc:title>0</dc:title>\n   <dc:format>x</dc:format>');
  const sizes = Array.from({ length: 20 }, (_, n) => {
    packet = mergePackets(packet, xmpPacket(`<dc:title>${n % 10}</dc:title>`))!;
    return packet.length;
  });
  assert.equal(sizes.at(-1), sizes[0]);
  assert.deepEqual([xmpFacts(packet).title, text(packet).match(/<rdf:Description/g)?.length], ['9', 2]);
});

test('filling takes only what is missing, attributes and elements alike', () => {
  const base = xmpPacket('   <dc:title>own</dc:title>', ' xmp:Rating="1"');
  const filling = xmpPacket('<dc:title>other</dc:title><dc:rights>r</dc:rights>', ' xmp:Rating="5" photoshop:DateCreated="2020"');
  const filled = fillPacket(base, filling)!;
  const facts = xmpFacts(filled);
  assert.deepEqual([facts.title, facts.rights, facts.rating, facts.createdOn], ['own', 'r', 1, '2020']);
  assert.equal(text(filled).match(/dc:title/g)?.length, 2);
  assert.ok(text(filled).startsWith(text(base).slice(0, text(base).indexOf('\n </rdf:RDF>'))));
  assert.equal(fillPacket(base, base), base);
  assert.equal(fillPacket(undefined, filling), filling);
});

test('an update that is no packet merges into nothing; one over nothing readable is taken as it is', () => {
  const update = xmpPacket('<dc:title>t</dc:title>');
  assert.equal(mergePackets(update, Buffer.from('no packet')), undefined);
  assert.equal(mergePackets(undefined, update), update);
  assert.equal(mergePackets(Buffer.from('junk'), update), update);
});

test('a packet damaged at any byte is merged into without throwing', () => {
  const packet = xmpPacket('<dc:subject><rdf:Bag><rdf:li>a</rdf:li></rdf:Bag></dc:subject>', ' dc:title="x"');
  const update = xmpPacket('<dc:title>t</dc:title>', ' xmp:Rating="1"');
  for (let at = 0; at < packet.length; at += 1) {
    for (const byte of [0x3c, 0x3e, 0x2f]) {
      const damaged = Buffer.from(packet);
      damaged[at] = byte;
      const after = completePacket(damaged, { subjects: ['b'], description: 'd' })!;
      assert.ok(xmpFacts(after).subjects.includes('b'), `byte ${at}`);
      fillPacket(damaged, update);
      fillPacket(update, damaged);
      mergePackets(damaged, update);
      mergePackets(update, damaged);
    }
  }
});

test('hostile packets of a megabyte cost seconds of processor time at most', () => {
  const rdf = (inner: string): Buffer => Buffer.from(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${inner}</rdf:RDF>`);
  const packets = [
    rdf('<rdf:Description a:b="c"/>'.repeat(38_000)),
    rdf(`<rdf:Description>${'<dc:x/>'.repeat(47_000)}</rdf:Description>`),
    rdf(`<rdf:Description>${Array.from({ length: 15_000 }, (_, n) => `<dc:x${n}>v</dc:x${n}>`).join('')}</rdf:Description>`),
    rdf(`<rdf:Description${Array.from({ length: 22_000 }, (_, n) => ` xmlns:p${n}="urn:${n}"`).join('')}/>`),
    rdf(`<rdf:Description><dc:subject><rdf:Bag>${Array.from({ length: 30_000 }, (_, n) => `<rdf:li>${n}</rdf:li>`).join('')}</rdf:Bag></dc:subject></rdf:Description>`),
  ];
  const start = process.cpuUsage();
  for (const packet of packets) {
    completePacket(packet, { subjects: Array.from({ length: 1000 }, (_, n) => `word ${n}`), title: 't' });
    mergePackets(packet, packet);
    fillPacket(packet, packets[0]!);
  }
  const usedMs = process.cpuUsage(start).user / 1000;
  assert.ok(usedMs < 15_000, `${usedMs} ms`);
});
