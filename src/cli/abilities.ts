/** What the command line can do with the server; given by `app`, which alone knows settings and adapters. */
export type Abilities = {
  readonly version: string;
  /** Runs the server until it is told to stop. `onReady` is called once every door answers. */
  serve(options?: { readonly onReady?: (url: string) => Promise<'stop' | 'keep'> }): Promise<number>;
  /** Runs a worker without doors until it is told to stop. */
  work(): Promise<number>;
  /** Address and credentials for commands that talk to a server, by settings and data folder. */
  connection(): Promise<{ readonly url: string; readonly email: string; readonly password: string | undefined; readonly contextPath: string }>;
  /** Mails of this machine's data folder, the oldest first. */
  outbox(): Promise<readonly { readonly name: string; readonly date: string; readonly to: string; readonly subject: string; readonly text: string }[]>;
  /** What `doctor` shows, one finding a line. */
  examine(): AsyncIterable<Finding>;
};

export type Finding = {
  readonly grade: 'ok' | 'note' | 'problem';
  readonly subject: string;
  readonly finding: string;
  /** What to do about it. */
  readonly cure?: string;
};
