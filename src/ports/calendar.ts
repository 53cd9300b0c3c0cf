/** When a recurring thing is due: cron expressions as Quartz writes them, in a time zone. */
export interface Calendar {
  /** @throws INVALID_PARAMETER for what is no expression, or one that asks for what no calendar has. */
  check(expression: string): void;
  /** The first moment after `after`; undefined when there is none until 2099. A time that a change of clocks leaves out falls
   *  on the first moment after the gap; one that occurs twice is due once, unless every hour is meant.
   *  @param timeZone  IANA name.
   *  @throws INVALID_PARAMETER */
  next(expression: string, timeZone: string, after: Date): Date | undefined;
}
