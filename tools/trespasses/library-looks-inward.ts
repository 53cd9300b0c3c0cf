// plant: src/library/planted-direction.ts
export * from '../jobs/index.ts';
