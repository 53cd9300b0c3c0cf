export * from './failures.ts';
export * from './failure.ts';
export * from './texts.ts';
export * from './log.ts';
export * from './files.ts';
export * from './gather.ts';
export * from './json.ts';
export * from './settings.ts';
