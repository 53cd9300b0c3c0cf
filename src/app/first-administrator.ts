import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from './settings.ts';

export type FirstAdministrator = { readonly email: string; readonly password: string; readonly isNew: boolean };

/** Where the made-up password is kept: readable by its owner only, found there by the command line. */
export function administratorFile(dataFolder: string): string {
  return join(dataFolder, 'secrets', 'first-administrator.json');
}

/** The first administrator by settings, else by the file, else made now. The file is durable before anybody is created from it. */
export async function firstAdministrator(settings: Settings, dataFolder: string): Promise<FirstAdministrator> {
  const email = settings.text('PREPRESS_ADMIN_EMAIL');
  const given = settings.optionalText('PREPRESS_ADMIN_PASSWORD');
  if (given !== undefined) return { email, password: given, isNew: false };
  const kept = await keptAdministrator(dataFolder);
  if (kept !== undefined) return { ...kept, isNew: false };
  const made = { email, password: randomBytes(15).toString('base64url') };
  await keep(dataFolder, made);
  return { ...made, isNew: true };
}

export async function keptAdministrator(dataFolder: string): Promise<{ readonly email: string; readonly password: string } | undefined> {
  try {
    const parsed = JSON.parse(await readFile(administratorFile(dataFolder), 'utf8')) as { readonly email?: unknown; readonly password?: unknown };
    return typeof parsed.email === 'string' && typeof parsed.password === 'string' ? { email: parsed.email, password: parsed.password } : undefined;
  } catch {
    return undefined;
  }
}

async function keep(dataFolder: string, administrator: { readonly email: string; readonly password: string }): Promise<void> {
  const path = administratorFile(dataFolder);
  await mkdir(join(dataFolder, 'secrets'), { recursive: true, mode: 0o700 });
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(administrator)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}
