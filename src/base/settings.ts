/** One setting, declared in the room that uses it. `app` reads its value; `docs/settings.md` lists it. */
export type Setting = {
  /** Environment variable, also the name in `prepress.config.json`. */
  readonly name: string;
  readonly kind: 'text' | 'integer' | 'boolean' | 'choice' | 'list' | 'secret';
  /** `bytes`, `ms`, `px`, `files` …; empty where the value has none. */
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  /** Value when unset; undefined means the setting is optional. Words such as "cores" go into `defaultText`. */
  readonly default?: string | number | boolean | readonly string[];
  readonly defaultText?: string;
  /** One sentence for `docs/settings.md` and `doctor`. */
  readonly meaning: string;
};
