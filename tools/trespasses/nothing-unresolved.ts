// plant: src/library/planted-ghost.ts
export * from './no-such-file.ts';
