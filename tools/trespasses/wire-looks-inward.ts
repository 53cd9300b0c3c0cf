// plant: src/wire/planted-direction.ts
export * from '../jobs/index.ts';
