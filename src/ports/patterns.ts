/** A regular expression's hit: the whole text and its groups; undefined for a group that took no part. */
export type PatternHit = readonly (string | undefined)[];

/** What hit one of the texts, by its place among them. */
export type PatternHits = readonly { readonly text: number; readonly hit: PatternHit }[];

/** Runs regular expressions of strangers where they can hold up nobody. */
export interface PatternMatcher {
  /** Looks for texts that an expression fits as a whole, from the first character to the last.
   *  @param patterns As JavaScript reads them, without flags; each compiles.
   *  @param timeLimitMs For all of them together, from the moment they begin.
   *  @returns hits by pattern, in the order of the texts
   *  @throws PATTERN_TOO_SLOW naming the pattern that was at work when the time was over */
  match(patterns: readonly string[], texts: readonly string[], timeLimitMs: number): Promise<readonly PatternHits[]>;
  /** Ends what is at work; nothing can be asked any more. */
  close(): Promise<void>;
}
