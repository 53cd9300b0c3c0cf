import type { Transaction } from '#ports';
import type { Asset, AssetType } from './asset-types.ts';

/** Types of assets that have members. */
export const setTypes = ['ImageSet', 'RenderSet', 'SpinSet', 'Catalog', 'AssetSet', 'MediaSet'] as const satisfies readonly AssetType[];

/** @source specification of production, §11 "Limits" */
export const setLimits = { members: 1000, duplicates: 20 } as const;

export type SetMember = {
  readonly assetId: number;
  /** Shown in place of the member where one is chosen. */
  readonly swatchId?: number;
  /** In spins of two axes, from 0. */
  readonly row?: number;
  /** Begins a new spread of a catalog. */
  readonly isPageReset?: boolean;
};

export type PresentMember = { readonly asset: Asset; readonly swatch: Asset | undefined; readonly row: number | undefined; readonly isPageReset: boolean };

/** What a set holds, without what lies in the trash. */
export type SetContents = {
  /** In order. */
  readonly members: readonly PresentMember[];
  /** As somebody said it; undefined where it is made of the members. */
  readonly definition: string | undefined;
  readonly thumbAssetId: number | undefined;
};

export type NewSet = {
  readonly companyId: number;
  /** With company root and trailing slash; made if missing. */
  readonly folder: string;
  readonly name: string;
  readonly type: AssetType;
  readonly subType: string;
  readonly isReadyForPublish: boolean;
  readonly userEmail: string;
};

/** What is said anew about a set; what is not named stays. New members take the place of all old ones. */
export type SetChange = {
  readonly members?: readonly SetMember[];
  /** Undefined: it is made of the members again. */
  readonly definition?: string | undefined;
  readonly thumbAssetId?: number | undefined;
};

/** A set that is to grow: made if there is none, else given the members it shall have then. */
export type SetMerge = NewSet & {
  readonly preservePublishState: boolean | undefined;
  readonly retainPublishState: boolean;
  /** Puts together what the set shall hold, from what it holds. Fewer than two members leave everything as it is. */
  readonly arrange: (old: readonly PresentMember[]) => Promise<readonly SetMember[]>;
};

export type MergeOutcome =
  | { readonly kind: 'created' | 'changed' | 'unchanged'; readonly asset: Asset; readonly memberCount: number }
  | { readonly kind: 'tooFew' | 'tooMany'; readonly memberCount: number }
  /** By an asset that is no such set, or one in the trash. */
  | { readonly kind: 'nameTaken'; readonly asset: Asset };

/** An asset that could be a member. */
export type SetCandidate = { readonly id: number; readonly name: string; readonly folder: string };

export interface Sets {
  /** What was said about some sets, by their ids; those that are made of their members are missing. */
  definitionsOf(companyId: number, setIds: readonly number[]): Promise<ReadonlyMap<number, string>>;
  contentsOf(companyId: number, setId: number): Promise<SetContents>;
  /** Who has an Image Serving id, the trash included. */
  occupantOf(companyId: number, name: string): Promise<Asset | undefined>;
  /** @throws INVALID_PARAMETER for a name that is in use or cannot be one, and for members beyond the limits */
  create(set: NewSet, contents: SetChange): Promise<Asset>;
  /** @throws NOT_FOUND for what is no set; INVALID_PARAMETER as `create` */
  change(companyId: number, setId: number, change: SetChange, userEmail: string): Promise<void>;
  /** Part of the caller's transaction; the name is locked until it ends. */
  merge(transaction: Transaction, set: SetMerge): Promise<MergeOutcome>;
  /** Assets of these types that are not in the trash and no layers of documents, by age, a page at a time. */
  candidates(companyId: number, types: readonly AssetType[]): AsyncIterable<readonly SetCandidate[]>;
  /** Those of some assets that could be members. */
  candidatesAmong(companyId: number, types: readonly AssetType[], ids: readonly number[]): Promise<readonly SetCandidate[]>;
}
