// plant: src/cli/planted-direction.ts
export * from '../formats/index.ts';
