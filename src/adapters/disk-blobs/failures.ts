import { Failure } from '#base';

/** Names what the disk refused: no room is DISK_FULL, anything else BLOB_STORE_DOWN. */
export function diskFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const code = codeOf(thrown);
  return new Failure(code === 'ENOSPC' || code === 'EDQUOT' ? 'DISK_FULL' : 'BLOB_STORE_DOWN', {}, { cause: thrown });
}

/** Awaits work on the disk and names what it throws. */
export async function onDisk<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (thrown) {
    throw diskFailure(thrown);
  }
}

/** The system's error code, such as `ENOENT`. */
export const codeOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
