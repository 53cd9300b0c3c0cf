// plant: src/http/ops/planted-door.ts
export * from '../delivery/index.ts';
