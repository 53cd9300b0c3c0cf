// plant: src/library/planted-web.ts
import fastify from 'fastify';
export const planted = fastify;
