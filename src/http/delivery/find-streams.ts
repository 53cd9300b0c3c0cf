import type { Asset } from '#library';
import type { Catalogue, ObjectName } from './catalogue.ts';
import { streamedOf, type Streamed, type StreamWish } from './playlists.ts';

export type FoundStream = { readonly asset: Asset; readonly streamed: Streamed };

/** Finds the films that an address means: one by its id, or by folder and file; those of a set by the set's. What is not published
 *  or not there in segments is left out. */
export async function findStreams(catalogue: Catalogue, name: ObjectName, wish: StreamWish): Promise<readonly FoundStream[]> {
  const asset = wish.kind === 'master' ? await findObject(catalogue, name, wish.object) : await catalogue.image({ ...name, id: wish.id });
  if (!asset) return [];
  const films = asset.type === 'AssetSet' ? await catalogue.membersOf(asset) : [asset];
  return films.flatMap((film) => {
    const streamed = streamedOf(film);
    return streamed ? [{ asset: film, streamed }] : [];
  });
}

const filmTypes: readonly Asset['type'][] = ['Video', 'MasterVideo', 'AssetSet'];

/** Ids come before paths: a set has no file. */
async function findObject(catalogue: Catalogue, name: ObjectName, object: string): Promise<Asset | undefined> {
  const byId = await catalogue.image({ ...name, id: object.slice(object.lastIndexOf('/') + 1) });
  if (byId && filmTypes.includes(byId.type)) return byId;
  const byPath = await catalogue.content({ ...name, id: object });
  return byPath && filmTypes.includes(byPath.type) ? byPath : undefined;
}
