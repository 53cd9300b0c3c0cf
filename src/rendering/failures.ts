import { Failure } from '#base';

/** A request we refuse. @param detail For `errorDetail` 2 and above. */
export function badRequest(detail: string): Failure {
  return new Failure('DELIVERY_BAD_REQUEST', { detail });
}

/** A documented feature that this version lacks. */
export function notAvailableYet(feature: string): Failure {
  return badRequest(`not available yet: ${feature}`);
}
