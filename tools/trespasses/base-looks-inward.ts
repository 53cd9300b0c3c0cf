// plant: src/base/planted-direction.ts
export * from '../ports/index.ts';
