// plant: src/jobs/planted-direction.ts
export * from '../production/index.ts';
