// plant: src/ports/planted-direction.ts
export * from '../jobs/index.ts';
