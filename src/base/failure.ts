import { failureRows, type FailureCode, type FailureParams, type FailureRow } from './failures.ts';
import { renderText } from './texts.ts';

/** The one error we throw. Its code is a row of `failures.ts`; its text exists in every locale. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly params: FailureParams;

  /** @param params Named values of the text, for example `{ name: 'overwrite', expected: 'true or false', received: 'yes' }`. */
  constructor(code: FailureCode, params: FailureParams = {}, options?: { readonly cause?: unknown }) {
    super(renderText('en', code, params), options);
    this.name = 'Failure';
    this.code = code;
    this.params = params;
  }

  get row(): FailureRow {
    return failureRows[this.code];
  }

  /** The reason in the reader's language; unknown locales read English. */
  reasonIn(locale: string): string {
    return renderText(locale, this.code, this.params);
  }
}

/** Turns whatever was thrown into a Failure; what we do not know becomes UNEXPECTED and keeps its cause. */
export function asFailure(thrown: unknown): Failure {
  return thrown instanceof Failure ? thrown : new Failure('UNEXPECTED', {}, { cause: thrown });
}
