// plant: src/rendering/planted-direction.ts
export * from '../jobs/index.ts';
