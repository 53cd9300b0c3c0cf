// plant: src/cli/planted-app.ts
export * from '../app/index.ts';
