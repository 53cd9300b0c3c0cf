#!/usr/bin/env node
/** The only file that acts when imported. Its first act is to see that Node is new enough. */
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    `Prepress needs Node 24 or newer; this is ${process.version}. ` +
      'Start it with an npm script (npm start, npm run demo): those use the Node 24 that npm ci installed.\n',
  );
  process.exit(1);
}
const { keepCompiledCode } = await import('./compiled-code.ts');
keepCompiledCode();
const { keepYoungMemorySmall } = await import('./young-memory.ts');
keepYoungMemorySmall();
const { main } = await import('#app');
await main(process.argv.slice(2));
