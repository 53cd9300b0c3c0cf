// plant: src/adapters/sharp/planted-adapter.ts
export * from '../planted/index.ts';
