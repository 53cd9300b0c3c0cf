import { Failure } from '#base';

const named = (thrown: unknown): { readonly name?: unknown; readonly $metadata?: { readonly httpStatusCode?: number } } =>
  (typeof thrown === 'object' && thrown !== null ? thrown : {});

/** The object is not there (a missing bucket is another matter). */
export function isMissing(thrown: unknown): boolean {
  const { name, $metadata } = named(thrown);
  return name === 'NoSuchKey' || (name !== 'NoSuchBucket' && $metadata?.httpStatusCode === 404);
}

/** The range begins behind the end. */
export const isBehindEnd = (thrown: unknown): boolean => named(thrown).$metadata?.httpStatusCode === 416;

export function storeFailure(thrown: unknown): Failure {
  return thrown instanceof Failure ? thrown : new Failure('BLOB_STORE_DOWN', {}, { cause: thrown });
}

/** Awaits work of the store and names what it throws. */
export async function atStore<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (thrown) {
    throw storeFailure(thrown);
  }
}
