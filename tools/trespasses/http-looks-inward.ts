// plant: src/http/ops/planted-direction.ts
export * from '../../formats/index.ts';
