// plant: src/accounts/planted-direction.ts
export * from '../library/index.ts';
