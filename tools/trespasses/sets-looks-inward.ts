// plant: src/sets/planted-direction.ts
export * from '../production/index.ts';
