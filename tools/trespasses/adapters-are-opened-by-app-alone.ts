// plant: src/http/ops/planted-adapter.ts
export * from '../../adapters/planted/index.ts';
