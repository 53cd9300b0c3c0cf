export { registerOpsDoor, type OpsRooms } from './door.ts';
export { openMeters, type Meters } from './meters.ts';
