type Asker<Value> = {
  readonly query: () => Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (reason: unknown) => void;
};

/** Lets callers who ask the same at the same time share one query. A query answers only those who asked before it
 *  began, so nobody misses what was committed before he asked: while one runs, whoever comes waits for the next. */
export function shareQueries<Value>() {
  const lanes = new Map<string, Asker<Value>[]>();

  return function ask(key: string, query: () => Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      const asker = { query, resolve, reject };
      const lane = lanes.get(key);
      if (lane !== undefined) {
        lane.push(asker);
        return;
      }
      const opened = [asker];
      lanes.set(key, opened);
      void serve(key, opened);
    });
  };

  async function serve(key: string, lane: Asker<Value>[]): Promise<void> {
    for (let asked = lane.splice(0); asked[0] !== undefined; asked = lane.splice(0)) {
      try {
        const value = await asked[0].query();
        for (const asker of asked) asker.resolve(value);
      } catch (thrown) {
        for (const asker of asked) asker.reject(thrown);
      }
    }
    lanes.delete(key);
  }
}
