import { createHmac, createSecretKey, randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import type { Clock } from '#ports';
import { TimedCache } from './cache.ts';

/** Work factors of scrypt; they are stored with each hash, so they may rise later. */
export type PasswordCost = { readonly cost: number; readonly blockSize: number; readonly parallelization: number };

/** 16 MiB and about 0.15 s: the OWASP password storage row that asks for the least memory per login but one. */
export const defaultPasswordCost: PasswordCost = { cost: 16_384, blockSize: 8, parallelization: 5 };

const keyBytes = 32;
/** How long a proved password need not be hashed again. */
const rememberMs = 60_000;
/** Hashes computed at the same time; more would take the threads that files are read with. */
const slots = 2;

/** @returns `scrypt$cost$blockSize$parallelization$salt$hash` with a fresh salt. */
export async function hashPassword(password: string, cost: PasswordCost): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, cost);
  return joined(cost, salt, hash);
}

/** Proves passwords. What was right a moment ago is remembered under a hash keyed with a secret of this process, which
 *  covers the stored hash too: a changed password is asked for at once. */
export function openPasswordCheck(clock: Clock, cost: PasswordCost) {
  const secret = createSecretKey(randomBytes(32));
  const proved = new TimedCache<boolean>(clock, rememberMs);
  const gate = openGate(slots);
  /** Never matches; hashing against it makes an unknown user cost as much as a known one. */
  const nobody = joined(cost, randomBytes(16), randomBytes(keyBytes));

  return {
    async isRight(emailKey: string, password: string, storedHash: string | undefined): Promise<boolean> {
      const stored = storedHash ?? nobody;
      const key = createHmac('sha256', secret).update(JSON.stringify([emailKey, password, stored])).digest('base64');
      const isRight = await proved.get(key, () => gate(() => matches(password, stored)));
      if (!isRight) proved.forget(key);
      return isRight;
    },
  };
}

function joined(cost: PasswordCost, salt: Buffer, hash: Buffer): string {
  const factors = [cost.cost, cost.blockSize, cost.parallelization];
  return ['scrypt', ...factors, salt.toString('base64'), hash.toString('base64')].join('$');
}

async function matches(password: string, stored: string): Promise<boolean> {
  const [scheme, cost, blockSize, parallelization, salt, hash] = stored.split('$');
  if (scheme !== 'scrypt' || salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'base64');
  const found = await derive(password, Buffer.from(salt, 'base64'), {
    cost: Number(cost), blockSize: Number(blockSize), parallelization: Number(parallelization),
  });
  return expected.length === found.length && timingSafeEqual(expected, found);
}

function derive(password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> {
  const memoryBytes = 128 * cost.blockSize * (cost.cost + cost.parallelization) + 1024 * 1024;
  const options: ScryptOptions = { ...cost, maxmem: memoryBytes };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, keyBytes, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** Lets `count` pieces of work run at the same time; the others wait in line. */
function openGate(count: number) {
  let free = count;
  const waiting: (() => void)[] = [];
  return async function pass<Value>(work: () => Promise<Value>): Promise<Value> {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
