// plant: src/app/planted-window.ts
export * from '../adapters/planted/planted-inside.ts';
