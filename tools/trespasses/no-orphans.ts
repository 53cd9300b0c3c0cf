// plant: src/library/planted-orphan.ts
export const planted = 1;
