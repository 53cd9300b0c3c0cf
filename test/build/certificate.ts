import { generateKeyPairSync, sign } from 'node:crypto';

/** DER of one value: tag, length, content. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const long = content.length > 255 ? [0x82, content.length >> 8, content.length & 255] : [0x81, content.length];
  return Buffer.concat([Buffer.from([tag, ...(content.length < 128 ? [content.length] : long)]), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const identifier = (...bytes: readonly number[]): Buffer => der(0x06, Uint8Array.from(bytes));
const ecdsaWithSha256 = sequence(identifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));

/** A certificate that vouches for itself, good for one host name until 2049, with its key; both PEM. @source RFC 5280 §4.1 */
export function selfSigned(host: string): { readonly certificate: string; readonly key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const name = sequence(der(0x31, sequence(identifier(0x55, 0x04, 0x03), der(0x0c, Buffer.from(host)))));
  const alternativeNames = sequence(identifier(0x55, 0x1d, 0x11), der(0x04, sequence(der(0x82, Buffer.from(host)))));
  const isAuthority = sequence(identifier(0x55, 0x1d, 0x13), der(0x01, Uint8Array.of(0xff)), der(0x04, sequence(der(0x01, Uint8Array.of(0xff)))));
  const body = sequence(
    der(0xa0, der(0x02, Uint8Array.of(2))), der(0x02, Uint8Array.of(1)), ecdsaWithSha256, name,
    sequence(der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('490101000000Z'))),
    name, publicKey.export({ type: 'spki', format: 'der' }), der(0xa3, sequence(isAuthority, alternativeNames)),
  );
  const whole = sequence(body, ecdsaWithSha256, der(0x03, Uint8Array.of(0), sign('sha256', body, privateKey)));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
