export { registerRestDoor, type RestDoorOptions } from './door.ts';
export type { RestRooms } from './visit.ts';
export { openApiDocument } from './open-api.ts';
