export { registerUploadDoor, type UploadDoorOptions, type UploadRooms } from './door.ts';
export { defaultUploadPolicy, uploadSettings, type UploadPolicy } from './settings.ts';
