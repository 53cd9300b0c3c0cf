import type { ArtifactRole, Asset, AssetFacts, AssetType, ImageFacts, ImageMap, Making, StoredFile, TrashState } from './types.ts';

/** 64-bit numbers arrive as text unless the driver was told otherwise. */
type Long = string | number;

/** A row of `select asset.*` with the names of its projects. */
export type AssetRow = {
  readonly id: Long;
  readonly company_id: Long;
  readonly type: AssetType;
  readonly sub_type: string;
  readonly namespace: string;
  readonly name: string;
  readonly file_name: string;
  readonly folder_path: string;
  readonly is_ready: boolean;
  readonly trash_state: TrashState;
  readonly trashed_at: Date | null;
  readonly created_at: Date;
  readonly created_by: string;
  readonly modified_at: Date;
  readonly modified_by: string;
  readonly version: Long;
  readonly original_blob: string | null;
  readonly original_bytes: Long | null;
  readonly original_folder: string;
  readonly original_file_name: string;
  readonly artifacts: Readonly<Partial<Record<ArtifactRole, StoredFile>>>;
  readonly image: ImageFacts | null;
  readonly facts: AssetFacts | null;
  readonly making: Making | null;
  readonly image_maps: readonly ImageMap[];
  readonly keywords: readonly string[];
  readonly anchor_x_px: number | null;
  readonly anchor_y_px: number | null;
  readonly url_modifier: string;
  readonly url_post_modifier: string;
  readonly user_data: string;
  readonly description: string;
  readonly project_names: readonly string[] | null;
};

/** The asset a row describes. */
export function assetOf(row: AssetRow): Asset {
  return {
    id: Number(row.id),
    companyId: Number(row.company_id),
    type: row.type,
    subType: row.sub_type,
    name: row.name,
    fileName: row.file_name,
    folder: row.folder_path,
    isReadyForPublish: row.is_ready,
    trashState: row.trash_state,
    projectNames: row.project_names ?? [],
    createdAt: row.created_at,
    createdBy: row.created_by,
    modifiedAt: row.modified_at,
    modifiedBy: row.modified_by,
    version: Number(row.version),
    original: row.original_blob === null ? undefined
      : { blobId: row.original_blob, sizeBytes: Number(row.original_bytes) },
    originalFolder: row.original_folder,
    originalFileName: row.original_file_name,
    artifacts: row.artifacts,
    image: row.image ? imageOf(row.image) : undefined,
    anchorXPx: row.anchor_x_px ?? undefined,
    anchorYPx: row.anchor_y_px ?? undefined,
    urlModifier: row.url_modifier,
    urlPostApplyModifier: row.url_post_modifier,
    userData: row.user_data,
    description: row.description,
    keywords: row.keywords,
    ...(row.facts && { facts: row.facts }),
    ...(row.image_maps.length > 0 && { imageMaps: row.image_maps }),
    ...(row.making && { making: row.making }),
    ...(row.trashed_at && { trashedAt: row.trashed_at }),
  };
}

/** JSON has no undefined: what was undefined when written is so again. */
function imageOf(image: ImageFacts): ImageFacts {
  return { ...image, resolutionPpi: image.resolutionPpi, iccProfileName: image.iccProfileName };
}
