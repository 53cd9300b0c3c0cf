import { BlockList, isIP } from 'node:net';
import { Failure } from '#base';
import { plainAddress } from './ranges.ts';

/** Exceptions an operator made: whoever is named here may be requested, on any port. */
export type Allowances = {
  readonly hasName: (host: string) => boolean;
  readonly hasAddress: (address: string) => boolean;
};

/** @param entries Addresses (`10.1.2.3`, `fd00::1`), networks (`10.0.0.0/8`), names (`hooks.intern`), names with all below them (`*.intern`).
 *  @throws BAD_SETTING */
export function readAllowances(entries: readonly string[]): Allowances {
  const addresses = new BlockList();
  const names = new Set<string>();
  const endings: string[] = [];
  for (const entry of entries) {
    const network = readNetwork(entry);
    if (network !== undefined) addresses.addSubnet(network.address, network.bits, network.family);
    else if (/^(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?$/i.test(entry) && !/^[\d.]+$/.test(entry)) {
      const name = comparableHost(entry);
      if (name.startsWith('*.')) endings.push(name.slice(1));
      else names.add(name);
    } else {
      throw new Failure('BAD_SETTING', { name: 'PREPRESS_OUTBOUND_ALLOW', expected: 'addresses, networks such as 10.0.0.0/8 and host names', received: entry });
    }
  }
  return {
    hasName: (host) => names.has(comparableHost(host)) || endings.some((ending) => comparableHost(host).endsWith(ending)),
    hasAddress: (address) => {
      const family = isIP(address);
      return family !== 0 && addresses.check(address, family === 4 ? 'ipv4' : 'ipv6');
    },
  };
}

function readNetwork(entry: string): { readonly address: string; readonly bits: number; readonly family: 'ipv4' | 'ipv6' } | undefined {
  const [written = '', length, ...rest] = entry.replace(/^\[(.*)\]$/, '$1').split('/');
  const spelledFamily = isIP(written);
  if (rest.length > 0 || spelledFamily === 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const address = length === undefined ? plainAddress(written) : written;
  const most = isIP(address) === 4 ? 32 : 128;
  const bits = length === undefined ? most : Number(length);
  return bits > most ? undefined : { address, bits, family: most === 32 ? 'ipv4' : 'ipv6' };
}

/** Host names compare without case and without the dot of the root. */
function comparableHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}
