/** Where production happens: child processes that may die without harm. Tasks and answers are plain data. */
export interface Producer<Task, Answer, Part = unknown> {
  /** Runs one task in a child of its own, waiting for a free one if need be.
   *  @param options.onProgress Share done, 0..1.
   *  @param options.onNote What the task tells before its answer: plain data.
   *  @param options.onPart Takes over what is ready before the rest (files in the task's work folder); the child waits until
   *    it has. What it throws ends the task.
   *  @throws TIME_LIMIT, MEMORY_LIMIT, OUTPUT_LIMIT, DECODER_CRASHED for the task alone; STOPPED when the signal fires or
   *    the producer closes before the task began. */
  produce(task: Task, options?: {
    readonly signal?: AbortSignal; readonly onProgress?: (share: number) => void; readonly onNote?: (note: unknown) => void;
    readonly onPart?: (part: Part) => Promise<void>;
  }): Promise<Answer>;
  /** Takes no further task, lets those in hand end, then ends the children. */
  close(): Promise<void>;
}

/** Bounds of one task in a child. */
export type TaskLimits = {
  /** Wall clock from the moment a child begins. */
  readonly timeMs: number;
  /** Resident memory of the child. */
  readonly memoryBytes: number;
  /** Bytes in the task's work folder. */
  readonly outputBytes: number;
};

/** What every task names, so that the process around it can enforce its bounds. */
export type BoundedTask = { readonly workFolderPath: string; readonly limits: TaskLimits };
