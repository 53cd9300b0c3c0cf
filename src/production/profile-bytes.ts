import { readFile } from 'node:fs/promises';
import { iccFacts, publishedProfile } from '#formats';
import type { Raster } from '#ports';
import type { ChosenProfiles, ProfileName } from './plan.ts';
import type { ProductionTask } from './types.ts';

/** Reads the profiles a plan names: files of the task, or what the image library brings.
 *  @returns a function that throws TypeError for one that the task lacks. */
export function profileReader(profiles: ProductionTask['profiles'], raster: Pick<Raster, 'cmykProfile'>): (name: ProfileName) => Promise<Uint8Array> {
  const fileOf = async (path: string | undefined, name: ProfileName): Promise<Uint8Array> => {
    if (path === undefined) throw new TypeError(`Expected a file for the profile ${name}`);
    return readFile(path);
  };
  const readers: { readonly [K in ProfileName]: () => Promise<Uint8Array> } = {
    source: () => fileOf(profiles?.source, 'source'),
    output: () => fileOf(profiles?.output, 'output'),
    defaultCmyk: () => (profiles?.defaultCmyk === undefined ? raster.cmykProfile() : readFile(profiles.defaultCmyk)),
    srgb: async () => publishedProfile('sRGB'),
  };
  return (name) => readers[name]();
}

/** What planning needs to know of the profiles that the options name. */
export async function chosenProfiles({ options, profiles }: Pick<ProductionTask, 'options' | 'profiles'>): Promise<ChosenProfiles | undefined> {
  if (options.colour.mode !== 'Convert') return undefined;
  const factsOf = async (path: string | undefined) => (path === undefined ? undefined : iccFacts(await readFile(path)));
  return { source: await factsOf(profiles?.source), output: await factsOf(profiles?.output) };
}
