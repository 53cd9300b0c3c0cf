export { registerDeliveryDoor, type DeliveryLoad, type DeliveryRooms } from './door.ts';
export { deliverySettings, readDeliverySettings, type DeliveryDoorSettings } from './settings.ts';
