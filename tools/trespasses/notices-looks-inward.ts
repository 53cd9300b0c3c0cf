// plant: src/notices/planted-direction.ts
export * from '../production/index.ts';
