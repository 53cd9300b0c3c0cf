import { Failure } from '#base';

/** The image library reports a full disk in words, Node by a code. */
export function translateDisk(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const cause = thrown instanceof Failure && thrown.cause instanceof Error ? thrown.cause : thrown;
  const isFull = ('code' in cause && cause.code === 'ENOSPC') || /no space left/i.test(cause.message);
  return isFull ? new Failure('DISK_FULL', {}, { cause: thrown }) : thrown;
}
