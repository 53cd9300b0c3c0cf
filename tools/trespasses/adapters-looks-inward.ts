// plant: src/adapters/sharp/planted-direction.ts
export * from '../../jobs/index.ts';
