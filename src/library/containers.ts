import { sql } from 'kysely';
import type { Queryable } from '#ports';
import { anyOf, selectAssets } from './reading.ts';
import type { Asset, AssetType } from './types.ts';

/** Types that show other assets by their URL modifier. */
const composedTypes: readonly AssetType[] = ['Template', 'LayerView', 'AdjustedView', 'Watermark', 'RenderScene'];
const mostComposed = 1000;

/** What an asset is a member of, by age, what is in the trash left out. */
export function selectContainers(database: Queryable, companyId: number, memberId: number): Promise<readonly Asset[]> {
  return selectAssets(database, sql`company_id = ${companyId} and trash_state = 'NotInTrash'
    and id in (select container_id from asset_member where member_id = ${memberId})`, sql`order by id`);
}

/** Composed assets whose modifier has one of these texts in it. */
export function selectComposed(database: Queryable, companyId: number, texts: readonly string[]): Promise<readonly Asset[]> {
  return selectAssets(database, sql`company_id = ${companyId} and trash_state = 'NotInTrash' and type = ${anyOf(composedTypes, 'text')}
    and exists (select 1 from unnest(${[...texts]}::text[]) as part where strpos(url_modifier, part) > 0)`, sql`order by id limit ${mostComposed}`);
}
