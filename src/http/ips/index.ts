export { registerIpsDoor, type IpsDoorOptions } from './door.ts';
export type { IpsRooms, SystemProperties } from './operation.ts';
