import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Ranges nobody outside needs and insiders use: a server that fetches what strangers name must not reach them.
 *  @source IANA IPv4 and IPv6 Special-Purpose Address Registries; RFC 6598 (carriers), RFC 3927 (link-local) */
const closedIpv4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12],
  ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15],
  ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
  // What Azure tells its machines about themselves has a public address.
  ['168.63.129.16', 32],
];

/** Of the addresses given out so far (2000::/3): protocol assignments with Teredo, documentation, 6to4. */
const closedIpv6: readonly (readonly [string, number])[] = [
  ['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20],
];

const closed = new BlockList();
for (const [network, bits] of closedIpv4) closed.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of closedIpv6) closed.addSubnet(network, bits, 'ipv6');
const given = new BlockList();
given.addSubnet('2000::', 3, 'ipv6');

/** True for an address of the open internet. Everything in IPv6 that is not given out as such is closed: loopback,
 *  link-local, unique local, multicast, IPv4-mapped and -compatible, NAT64. */
export function isOpenAddress(address: string): boolean {
  if (isIPv4(address)) return !closed.check(address, 'ipv4');
  if (!isIPv6(address) || address.includes('%')) return false;
  return given.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}

/** The IPv4 address that an IPv4-mapped one stands for, so that rules about IPv4 hold for both spellings; others as they are. */
export function plainAddress(address: string): string {
  if (!isIPv6(address) || address.includes('%')) return address;
  const spelled = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(spelled);
  if (mapped === null) return spelled;
  const [high, low] = [Number.parseInt(mapped[1] ?? '', 16), Number.parseInt(mapped[2] ?? '', 16)];
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}
