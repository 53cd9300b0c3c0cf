// plant: src/jobs/planted-window.ts
export * from '../base/failure.ts';
