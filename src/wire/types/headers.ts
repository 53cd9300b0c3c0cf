import { readTypes } from '../notation.ts';

/** Elements that stay in the unversioned namespace whatever the version of the body: who calls, and what went wrong. */
export const headerElements = readTypes({
  authHeader: `
    user:string? password:string? accessToken:string? samlResponse:string?>=2022-11-01 locale:string?
    appName:string? appVersion:string? gzipResponse:boolean? faultHttpStatusCode:int?
  `,
  authenticationFault: 'code:int reason:string',
  authorizationFault: 'code:int reason:string',
  ipsApiFault: 'code:int reason:string',
});
