export { openOutboundHttp, type OutboundHttpOptions } from './open.ts';
export { outboundSettings } from './settings.ts';
