// plant: src/library/planted-cycle.ts
export * from './planted-cycle-back.ts';
export const planted = 1;
