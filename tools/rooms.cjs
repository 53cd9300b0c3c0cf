/**
 * The rooms and who may enter whom: the law behind `docs/ARCHITECTURE.md`, enforced by `npm run check`.
 * Each rule has a planted trespass in `tools/trespasses/`, so that a rule that stopped biting is noticed.
 */

/** Rooms a room may import from; its own files are always allowed. */
const mayImport = {
  base: [],
  ports: ['base'],
  formats: ['base'],
  wire: ['base'],
  accounts: ['ports', 'base'],
  library: ['ports', 'base'],
  jobs: ['ports', 'base'],
  notices: ['jobs', 'library', 'accounts', 'ports', 'base'],
  sets: ['jobs', 'library', 'ports', 'base'],
  production: ['jobs', 'library', 'formats', 'ports', 'base'],
  rendering: ['library', 'formats', 'ports', 'base'],
  adapters: ['ports', 'formats', 'base'],
  http: ['sets', 'production', 'rendering', 'notices', 'jobs', 'library', 'accounts', 'wire', 'ports', 'base'],
  cli: ['sets', 'production', 'rendering', 'notices', 'jobs', 'library', 'accounts', 'wire', 'ports', 'base'],
};

const tests = '\\.test\\.ts$';

const directions = Object.entries(mayImport).map(([room, allowed]) => ({
  name: `${room}-looks-inward`,
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: tests },
  to: { path: '^src/', pathNot: [room, ...allowed].map((name) => `^src/${name}/`) },
}));

module.exports = {
  forbidden: [
    ...directions,
    {
      name: 'rooms-are-entered-by-their-door',
      comment: 'Another room is imported through its index.ts only.',
      severity: 'error',
      from: { path: '^src/(base|ports|formats|wire|accounts|library|jobs|notices|sets|production|rendering|app|cli)/' },
      to: { path: '^src/(base|ports|formats|wire|accounts|library|jobs|notices|sets|production|rendering|app|cli)/', pathNot: ['^src/$1/', '/index\\.ts$'] },
    },
    {
      name: 'doors-are-entered-by-their-door',
      severity: 'error',
      from: { path: '^src/(?:http|adapters|main)', pathNot: tests },
      to: { path: '^src/(base|ports|formats|wire|accounts|library|jobs|notices|sets|production|rendering|app|cli)/', pathNot: '/index\\.ts$' },
    },
    {
      name: 'no-door-enters-another-door',
      comment: 'The options of jobs are no door: whoever takes jobs reads them there.',
      severity: 'error',
      from: { path: '^src/http/([^/]+)/' },
      to: { path: '^src/http/[^/]+/', pathNot: ['^src/http/$1/', '^src/http/job-options/index\\.ts$'] },
    },
    {
      name: 'no-adapter-enters-another-adapter',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/', pathNot: tests },
      to: { path: '^src/adapters/[^/]+/', pathNot: '^src/adapters/$1/' },
    },
    {
      name: 'adapters-are-opened-by-app-alone',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(app|adapters)/', tests] },
      to: { path: '^src/adapters/' },
    },
    {
      name: 'adapters-have-doors-too',
      severity: 'error',
      from: { path: '^src/app/' },
      to: { path: '^src/(adapters|http)/', pathNot: '/index\\.ts$' },
    },
    {
      name: 'only-main-starts-the-app',
      severity: 'error',
      from: { path: '^src/(?!app/|main\\.ts)', pathNot: tests },
      to: { path: '^src/(app/|main\\.ts)' },
    },
    {
      name: 'products-live-in-adapters',
      comment: 'sharp, pg and their like are known to adapters alone.',
      severity: 'error',
      from: { path: '^src/(?!adapters/)', pathNot: tests },
      to: { path: 'node_modules/(sharp|pg|pg-boss|pino|nodemailer|croner|lcms-wasm|harfbuzzjs|@embedpdf/pdfium|yauzl|tar-stream|@aws-sdk/[^/]+)/' },
    },
    {
      name: 'xml-library-lives-in-wire',
      severity: 'error',
      from: { path: '^src/(?!wire/)', pathNot: tests },
      to: { path: 'node_modules/libxml2-wasm/' },
    },
    {
      name: 'web-framework-lives-at-the-doors',
      severity: 'error',
      from: { path: '^src/(?!http/|app/)', pathNot: tests },
      to: { path: 'node_modules/fastify/' },
    },
    {
      name: 'pure-rooms-touch-no-world',
      comment: 'wire and formats: no disk, no network, no child processes.',
      severity: 'error',
      from: { path: '^src/(wire|formats)/', pathNot: tests },
      to: { dependencyTypes: ['core'], path: '^(node:)?(fs|net|http|https|http2|tls|dgram|child_process|worker_threads|cluster)(/|$)' },
    },
    {
      name: 'tests-stay-out-of-the-product',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { path: ['^test/', '^bench/', tests] },
    },
    { name: 'no-cycles', severity: 'error', from: { path: '^src/' }, to: { circular: true } },
    { name: 'nothing-unresolved', severity: 'error', from: { path: '^(src|test|bench)/' }, to: { couldNotResolve: true } },
    {
      name: 'no-orphans',
      comment: 'A file nobody imports is dead, unless it is started as a process of its own, promises what is being built, or tells the compiler what a package looks like.',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: [tests, '\\.d\\.ts$', '^src/main\\.ts$', '^src/app/production-child\\.ts$'] },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['import', 'node', 'types', 'default'], mainFields: ['module', 'main', 'types'], exportsFields: ['exports'] },
    moduleSystems: ['es6'],
  },
};
