/** Optional programs of this machine (decoders, interpreters, encoders) that work on strangers' files. */
export interface Engines {
  /** Path of a program; undefined where it is not installed. */
  find(program: string): Promise<string | undefined>;
  /** How well a program is shut in on this machine. */
  containment(): Promise<Containment>;
  /**
   * Runs a program as a contained child: in a folder of its own that holds nothing but the files handed to it, without a
   * shell, without our environment, under limits the kernel enforces, with the rights of nobody, and where the machine
   * allows it without network and without sight of other files and processes. When this returns or throws, no process of
   * it is left.
   * @returns how the program ended, whatever its exit code: what a code means the caller knows.
   * @throws ENGINE_MISSING, TIME_LIMIT (clock or processor), OUTPUT_LIMIT, STOPPED
   */
  run(task: EngineTask): Promise<EngineResult>;
}

export type EngineTask = {
  /** Name of a program, no path. */
  readonly program: string;
  /** Its folder is the working folder: files are named without a path. */
  readonly args: readonly string[];
  /** Files handed to it: name in its folder → path of ours. It gets copies that it may read only. */
  readonly files: Readonly<Record<string, string>>;
  /** Folder of ours for what it makes: regular files with plain names are moved here, everything else is dropped. */
  readonly outputFolderPath: string;
  readonly limits: EngineLimits;
  readonly signal?: AbortSignal | undefined;
  /** Told what it says on its standard output while it runs, piece by piece; what is captured stays the same. */
  readonly onOutput?: (piece: Buffer) => void;
  /** Added to the few variables it gets: PATH, HOME, TMPDIR, LANG and TZ. */
  readonly environment?: Readonly<Record<string, string>>;
};

export type EngineLimits = {
  /** Wall clock. */
  readonly timeMs: number;
  /** Processor time of a single process, default the wall clock. */
  readonly cpuSeconds?: number;
  /** Address space of a single process. */
  readonly memoryBytes: number;
  /** Each file it writes, and all of them together. */
  readonly outputBytes: number;
  /** Processes and threads at the same time, default 64. */
  readonly processes?: number;
  /** Kept of its standard output, and of its errors; the rest is read and dropped. Default 64 KiB. */
  readonly capturedBytes?: number;
};

export type EngineResult = {
  /** 0 is success for most programs; 128 + the number of the signal for one that was killed. */
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Names of the files that were moved into the output folder, sorted. */
  readonly outputs: readonly string[];
};

/** `namespaces`: no network, no other files, no other processes. `limits`: only limits and, where we may give rights up,
 *  the rights of nobody. `none`: programs are not run here. */
export type Containment = 'namespaces' | 'limits' | 'none';
