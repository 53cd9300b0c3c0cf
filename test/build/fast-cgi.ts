import { connect } from 'node:net';

/** Asks a FastCGI responder one question and gives back its whole answer, headers included.
 *  @source FastCGI specification 1.0, §3 "Protocol Basics" */
export function askFastCgi(port: number, environment: Readonly<Record<string, string>>): Promise<Buffer> {
  const record = (type: number, content: Uint8Array): Buffer =>
    Buffer.concat([Buffer.of(1, type, 0, 1, content.byteLength >> 8, content.byteLength & 255, 0, 0), content]);
  const params = Buffer.concat(Object.entries(environment).flatMap(([name, value]) => {
    const lengths = Buffer.alloc(8);
    lengths.writeUInt32BE((name.length | 0x80000000) >>> 0);
    lengths.writeUInt32BE((value.length | 0x80000000) >>> 0, 4);
    return [lengths, Buffer.from(name + value, 'latin1')];
  }));
  const question = [record(1, Buffer.of(0, 1, 0, 0, 0, 0, 0, 0)), record(4, params), record(4, Buffer.alloc(0)), record(5, Buffer.alloc(0))];
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.concat(question)));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(standardOutput(Buffer.concat(chunks))));
  });
}

function standardOutput(answer: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at + 8 <= answer.length;) {
    const length = answer.readUInt16BE(at + 4);
    if (answer[at + 1] === 6) parts.push(answer.subarray(at + 8, at + 8 + length));
    at += 8 + length + answer[at + 6]!;
  }
  return Buffer.concat(parts);
}
