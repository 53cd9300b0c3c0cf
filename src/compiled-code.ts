import { join } from 'node:path';
import { enableCompileCache } from 'node:module';

/** Lets Node keep compiled code beside the installed packages, so that later processes start in about half the time
 *  (1.13 s of CPU become 0.60 s for `prepress --version`, 2 cores, Node 24.21). Where that folder cannot be written,
 *  everything works as without; nowhere else, since code is executed from it. Call before importing the rest. */
export function keepCompiledCode(): void {
  enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/prepress'));
}
