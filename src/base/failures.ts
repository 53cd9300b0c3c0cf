/**
 * Every way the product can fail, by name. A row alone decides what the wire answers, which HTTP
 * status goes with it, whether the work may be tried again and whether an operator hears of it.
 */

/** Fault elements of the wire; `none` marks failures that never reach a client as a fault. */
export type FaultElement = 'authenticationFault' | 'authorizationFault' | 'ipsApiFault' | 'none';

export type FailureRow = {
  readonly fault: FaultElement;
  /** Number in the fault's `code` element; 0 where there is no fault. */
  readonly number: number;
  /** HTTP status where a door answers by plain HTTP; faults of the wire use 500 unless asked otherwise. */
  readonly httpStatus: number;
  /** `later`: the same work may succeed when tried again. */
  readonly retry: 'never' | 'later';
  /** `operator`: logged as an error. `sender`: the fault of whoever sent the request. */
  readonly report: 'sender' | 'operator';
};

const authentication = (number: number): FailureRow =>
  ({ fault: 'authenticationFault', number, httpStatus: 401, retry: 'never', report: 'sender' });
const authorization = (number: number): FailureRow =>
  ({ fault: 'authorizationFault', number, httpStatus: 403, retry: 'never', report: 'sender' });
const api = (number: number, httpStatus = 400): FailureRow =>
  ({ fault: 'ipsApiFault', number, httpStatus, retry: 'never', report: 'sender' });
/** A file that cannot be produced: ends as a line of the job log. */
const file = (): FailureRow =>
  ({ fault: 'none', number: 0, httpStatus: 422, retry: 'never', report: 'sender' });
const delivery = (httpStatus: number): FailureRow =>
  ({ fault: 'none', number: 0, httpStatus, retry: 'never', report: 'sender' });
const outage = (): FailureRow =>
  ({ fault: 'ipsApiFault', number: 30000, httpStatus: 503, retry: 'later', report: 'operator' });

/** @source specification of the upload protocol, §4 "Faults" */
export const failureRows = {
  NO_CREDENTIALS: authentication(10000),
  INVALID_CREDENTIALS: authentication(10001),
  INVALID_USER: authentication(10002),

  INVALID_COMPANY: authorization(20000),
  INVALID_REQUEST_USERNAME: authorization(20001),
  INVALID_REQUEST_USER: authorization(20002),
  NO_OPERATION_PERMISSION: authorization(20003),
  NO_IMPERSONATION_PERMISSION: authorization(20004),
  ILLEGAL_PARAMETER_VALUE: authorization(20005),
  ILLEGAL_COMPANY: authorization(20006),
  ILLEGAL_REQUEST_USER: authorization(20007),
  ILLEGAL_ACCESS_GROUP: authorization(20008),
  MISSING_PERMISSION: authorization(20009),

  UNEXPECTED: { fault: 'ipsApiFault', number: 30000, httpStatus: 500, retry: 'later', report: 'operator' },
  OPERATION_NOT_AVAILABLE: api(30000, 501),
  INVALID_PARAMETER: api(30001),
  MISSING_PARAMETER: api(30002),
  INVALID_REQUEST_XML: api(30003),

  UPLOAD_TOO_LARGE: api(30001, 413),
  UPLOAD_LIMIT: api(30001, 413),
  MALFORMED_MULTIPART: api(30001),
  DIFFERENT_ADDRESS: api(30001),
  PATTERN_TOO_SLOW: api(30001),
  JOB_NOT_ACTIVE: api(30001),
  JOB_NOT_FOUND: api(30001, 404),
  NOT_FOUND: api(30001, 404),
  RESOURCE_NOT_FOUND: api(30001, 404),
  REQUEST_ABORTED: api(30001),

  INVALID_FILE_NAME: file(),
  UNSUPPORTED_FILE_TYPE: file(),
  UNSUPPORTED_IMAGE: file(),
  ENGINE_MISSING: file(),
  ENGINE_FAILED: file(),
  CONTENT_MISMATCH: file(),
  BROKEN_FILE: file(),
  DOCUMENT_ENCRYPTED: file(),
  ENTRY_UNSAFE_PATH: file(),
  ENTRY_NO_FILE: file(),
  ENTRY_ENCRYPTED: file(),
  ENTRY_UNSUPPORTED: file(),
  ENTRY_LIMIT: file(),
  ARCHIVE_LIMIT: file(),
  HOT_FOLDER_OFF: file(),
  HOT_FOLDER_MISSING: file(),
  HOT_FOLDER_LIMIT: file(),
  FILE_CHANGING: { fault: 'none', number: 0, httpStatus: 409, retry: 'later', report: 'sender' },
  PIXEL_LIMIT: file(),
  TIME_LIMIT: file(),
  MEMORY_LIMIT: file(),
  OUTPUT_LIMIT: file(),
  DECODER_CRASHED: file(),
  BROKEN_PROFILE: file(),
  PROFILE_MISMATCH: file(),
  PROFILE_MISSING: file(),
  JAVASCRIPT_DISABLED: file(),
  ASSET_GONE: file(),
  NO_ORIGINAL: file(),
  ASSET_CHANGED: { fault: 'none', number: 0, httpStatus: 409, retry: 'later', report: 'sender' },
  FETCH_REFUSED: file(),
  FETCH_FAILED: { fault: 'none', number: 0, httpStatus: 502, retry: 'later', report: 'sender' },
  STOPPED: file(),
  INTERRUPTED: file(),
  LEASE_LOST: file(),

  OUTBOUND_REFUSED: file(),
  OUTBOUND_TOO_LARGE: file(),
  MAIL_REFUSED: { fault: 'none', number: 0, httpStatus: 502, retry: 'never', report: 'sender' },
  MAIL_FAILED: { fault: 'none', number: 0, httpStatus: 502, retry: 'later', report: 'operator' },
  OUTBOUND_FAILED: { fault: 'none', number: 0, httpStatus: 502, retry: 'later', report: 'sender' },

  DELIVERY_BAD_REQUEST: delivery(403),
  DELIVERY_TOO_LARGE: delivery(403),
  DELIVERY_NOT_FOUND: delivery(403),
  DELIVERY_REFUSED: delivery(403),
  DELIVERY_URL_TOO_LONG: delivery(414),
  DELIVERY_METHOD: delivery(405),
  DELIVERY_RANGE: delivery(416),
  DELIVERY_OVERLOADED: { fault: 'none', number: 0, httpStatus: 503, retry: 'later', report: 'operator' },

  SERVER_BUSY: outage(),
  BLOB_MISSING: outage(),
  BLOB_STORE_DOWN: outage(),
  DISK_FULL: outage(),
  DATABASE_DOWN: outage(),
  DATABASE_MISMATCH: outage(),
  QUEUE_DOWN: outage(),
  BAD_SETTING: { fault: 'none', number: 0, httpStatus: 500, retry: 'never', report: 'operator' },
} as const satisfies Record<string, FailureRow>;

export type FailureCode = keyof typeof failureRows;

/** Named values a failure's text is made from. */
export type FailureParams = Readonly<Record<string, string | number>>;
