// plant: src/formats/planted-direction.ts
export * from '../ports/index.ts';
