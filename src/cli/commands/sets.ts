import { connectionOptions, UsageError, type Command } from '../command.ts';
import { call } from '../client/call.ts';
import { connect, items } from '../client/connect.ts';
import { sendToResource } from '../client/resource.ts';

type Trial = {
  readonly script: { readonly handle: string; readonly name: string; readonly type: string; readonly isActive: boolean };
  readonly sets: readonly {
    readonly name: string; readonly folder: string; readonly outcome: string; readonly reason?: string;
    readonly members: readonly { readonly name: string; readonly swatch?: string; readonly row?: number; readonly from: string }[];
  }[];
  readonly assets: readonly { readonly name: string; readonly set?: string; readonly as: string; readonly reason: string }[];
  readonly isCut: boolean;
};

export const sets: Command = {
  name: 'sets',
  summary: 'Lists the scripts of automated sets; tries one on names or on all assets, and changes nothing.',
  usage: '[try SCRIPT [FILE-NAME …]]',
  options: connectionOptions,
  async run({ words, options, screen, abilities }) {
    const [verb, script, ...names] = words;
    if (verb !== undefined && (verb !== 'try' || script === undefined)) throw new UsageError('say try, a script by its handle or name, and names of files');
    const { connection, company } = await connect(abilities, options);
    if (script === undefined) return list();
    const trial = await sendToResource(connection, `/companies/${encodeURIComponent(company.handle)}/set-trials`, { script, ...(names.length > 0 && { names }) }) as Trial | undefined;
    if (trial === undefined) {
      screen.error(`there is no set script '${script}'`);
      return 1;
    }
    screen.event({ event: 'script', ...trial.script });
    for (const set of trial.sets) {
      screen.event({ event: 'set', ...set });
      screen.line(`${set.folder}${set.name}  ${set.outcome}${set.reason === undefined ? '' : `: ${set.reason}`}`);
      for (const { name, swatch, row, from } of set.members) screen.line(`    ${row === undefined ? '' : `row ${row + 1}  `}${name}${swatch === undefined ? '' : ` (swatch ${swatch})`}  ${from}`);
    }
    for (const asset of trial.assets) {
      screen.event({ event: 'asset', ...asset });
      screen.line(`${asset.name} → ${asset.set ?? 'no set'}: ${asset.reason}`);
    }
    if (trial.isCut) screen.line('There are more assets than could be tried.');
    if (!trial.script.isActive) screen.line('The script is not active: no job may name it.');
    return 0;

    async function list(): Promise<number> {
      const { type } = await call(connection, 'getPropertySetType', { name: 'AutoSetScript' });
      const typeHandle = String((type as { readonly typeHandle?: unknown }).typeHandle);
      const found = items((await call(connection, 'getPropertySets', { typeHandle, primaryOwnerHandle: company.handle }))['setArray']);
      for (const set of found) {
        const properties = Object.fromEntries(items(set['propertyArray']).map(({ name, value }) => [String(name), String(value)]));
        screen.line(`${String(set['setHandle']).padEnd(10)}${(properties['type'] ?? 'ImageSet').padEnd(18)}${properties['name'] ?? ''}`);
        screen.event({ event: 'script', handle: set['setHandle'], properties });
      }
      if (found.length === 0) screen.line('There are no scripts of automated sets yet.');
      return 0;
    }
  },
};
