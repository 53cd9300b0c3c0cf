export { registerIpsDoor, type IpsDoorOptions } from './door.ts';
export { answeredOperations } from './operation-table.ts';
export type { IpsRooms } from './operation.ts';
export { ipsSettings } from './settings.ts';
export { systemProperties, type SystemProperties } from './system-properties.ts';
