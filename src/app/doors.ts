import type { FastifyInstance } from 'fastify';
import { registerDeliveryDoor } from '#http/delivery';
import { registerIpsDoor } from '#http/ips';
import { registerUploadDoor } from '#http/upload';
import type { Ground } from './ground.ts';
