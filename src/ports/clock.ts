/** Time, so that tests can own it. */
export interface Clock {
  now(): Date;
  /** Calls back every `everyMs`; the timer does not keep the process alive. */
  every(everyMs: number, call: () => void): { stop(): void };
}

export const systemClock: Clock = {
  now: () => new Date(),
  every(everyMs, call) {
    const timer = setInterval(call, everyMs);
    timer.unref();
    return { stop: () => clearInterval(timer) };
  },
};
