// plant: src/production/planted-direction.ts
export * from '../rendering/index.ts';
