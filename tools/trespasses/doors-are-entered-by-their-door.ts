// plant: src/http/ops/planted-window.ts
export * from '../../jobs/types.ts';
