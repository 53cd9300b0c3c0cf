import type { OpenOperation, Operation } from './operation.ts';
import { addProjectAssets } from './operations/add-project-assets.ts';
import { batchGetAssetPublishContexts } from './operations/batch-get-asset-publish-contexts.ts';
import { cdnCacheInvalidation } from './operations/cdn-cache-invalidation.ts';
import { checkAssetNames } from './operations/check-asset-names.ts';
import { checkLogin } from './operations/check-login.ts';
import { createFolder } from './operations/create-folder.ts';
import { createProject } from './operations/create-project.ts';
import { createAssetSet } from './operations/create-asset-set.ts';
import { createImageSet } from './operations/create-image-set.ts';
import { getImageSetMembers } from './operations/get-image-set-members.ts';
import { setAssetSetDefinition } from './operations/set-asset-set-definition.ts';
import { setImageSetMembers } from './operations/set-image-set-members.ts';
import { updateAssetSet } from './operations/update-asset-set.ts';
import { updateImageSet } from './operations/update-image-set.ts';
import { createPropertySetType } from './operations/create-property-set-type.ts';
import { createPropertySet } from './operations/create-property-set.ts';
import { deleteAsset } from './operations/delete-asset.ts';
import { deleteAssets } from './operations/delete-assets.ts';
import { deleteImageFormat } from './operations/delete-image-format.ts';
import { deleteImageMap } from './operations/delete-image-map.ts';
import { deleteJob } from './operations/delete-job.ts';
import { deleteProject } from './operations/delete-project.ts';
import { deletePropertySetType } from './operations/delete-property-set-type.ts';
import { deletePropertySet } from './operations/delete-property-set.ts';
import { emptyAssetsFromTrash } from './operations/empty-assets-from-trash.ts';
import { executeJob } from './operations/execute-job.ts';
import { forceRepublishAssets } from './operations/force-republish-assets.ts';
import { getActiveJobs } from './operations/get-active-jobs.ts';
import { getActivePublishContexts } from './operations/get-active-publish-contexts.ts';
import { getAssetJobLogs } from './operations/get-asset-job-logs.ts';
import { getAssetPublishHistory } from './operations/get-asset-publish-history.ts';
import { getAssetsByName } from './operations/get-assets-by-name.ts';
import { getAssets } from './operations/get-assets.ts';
import { getAssociatedAssets } from './operations/get-associated-assets.ts';
import { getAutoCropRect } from './operations/get-auto-crop-rect.ts';
import { getCdnCacheInvalidationStatus } from './operations/get-cdn-cache-invalidation-status.ts';
import { getCompanyInfo } from './operations/get-company-info.ts';
import { getCompanyMembership } from './operations/get-company-membership.ts';
import { getCompanySettings } from './operations/get-company-settings.ts';
import { getFolderTree } from './operations/get-folder-tree.ts';
import { getFolders } from './operations/get-folders.ts';
import { getGenerationInfo } from './operations/get-generation-info.ts';
import { getImageFormats } from './operations/get-image-formats.ts';
import { getJobLogDetails } from './operations/get-job-log-details.ts';
import { getJobLogs } from './operations/get-job-logs.ts';
import { getPhotoshopPathNames } from './operations/get-photoshop-path-names.ts';
import { getPhotoshopPath } from './operations/get-photoshop-path.ts';
import { getProjects } from './operations/get-projects.ts';
import { getPropertySetType } from './operations/get-property-set-type.ts';
import { getPropertySetTypes } from './operations/get-property-set-types.ts';
import { getPropertySets } from './operations/get-property-sets.ts';
import { getProperty } from './operations/get-property.ts';
import { getPublishContexts } from './operations/get-publish-contexts.ts';
import { getScheduledJobs } from './operations/get-scheduled-jobs.ts';
import { getSearchStrings } from './operations/get-search-strings.ts';
import { getSystemProperties } from './operations/get-system-properties.ts';
import { getUserInfo } from './operations/get-user-info.ts';
import { getXmpPacket } from './operations/get-xmp-packet.ts';
import { getZipEntries } from './operations/get-zip-entries.ts';
import { pauseJob } from './operations/pause-job.ts';
import { removeProjectAssets } from './operations/remove-project-assets.ts';
import { renameProject } from './operations/rename-project.ts';
import { restoreAssetsFromTrash } from './operations/restore-assets-from-trash.ts';
import { resumeJob } from './operations/resume-job.ts';
import { saveImageFormat } from './operations/save-image-format.ts';
import { saveImageMap } from './operations/save-image-map.ts';
import { searchAssets } from './operations/search-assets.ts';
import { setAssetPublishState } from './operations/set-asset-publish-state.ts';
import { setAssetsContextState } from './operations/set-assets-context-state.ts';
import { setAssetsPublishState } from './operations/set-assets-publish-state.ts';
import { setCompanySettings } from './operations/set-company-settings.ts';
import { setImageMaps } from './operations/set-image-maps.ts';
import { setProjectAssets } from './operations/set-project-assets.ts';
import { setUrlModifier } from './operations/set-url-modifier.ts';
import { stopJob } from './operations/stop-job.ts';
import { submitJob } from './operations/submit-job.ts';
import { updatePropertySet } from './operations/update-property-set.ts';
import { updateXmpPacket } from './operations/update-xmp-packet.ts';

/** The operations that work, by name. What the interface knows beyond them answers that it is not available yet. */
export const operationTable: ReadonlyMap<string, Operation | OpenOperation> = new Map([
  checkAssetNames, checkLogin, createFolder, deleteAsset, deleteImageFormat, deleteJob, executeJob, getActiveJobs,
  createAssetSet, createImageSet, getImageSetMembers, setAssetSetDefinition, setImageSetMembers, updateAssetSet, updateImageSet,
  createPropertySet, createPropertySetType, deletePropertySet, deletePropertySetType, getPropertySets, getPropertySetType, getPropertySetTypes,
  getAssetJobLogs, getAssetsByName, getAssets, getAssociatedAssets, getAutoCropRect, getCompanyInfo, getCompanyMembership,
  getCompanySettings, getFolderTree, getFolders, getGenerationInfo, getImageFormats, getJobLogDetails, getJobLogs, getPhotoshopPath,
  getPhotoshopPathNames, getProperty,
  deleteImageMap, getSearchStrings, saveImageMap, setImageMaps,
  getScheduledJobs, getSystemProperties, getUserInfo, getXmpPacket, getZipEntries, pauseJob, resumeJob, saveImageFormat, searchAssets, setAssetPublishState,
  setCompanySettings, setUrlModifier, stopJob, submitJob, updatePropertySet, updateXmpPacket,
  addProjectAssets, createProject, deleteProject, getProjects, removeProjectAssets, renameProject, setProjectAssets,
  deleteAssets, emptyAssetsFromTrash, restoreAssetsFromTrash,
  batchGetAssetPublishContexts, cdnCacheInvalidation, forceRepublishAssets, getActivePublishContexts, getAssetPublishHistory,
  getCdnCacheInvalidationStatus, getPublishContexts, setAssetsContextState, setAssetsPublishState,
].map((operation: Operation | OpenOperation) => [operation.name, operation]));

/** For the reference: what is answered, and what each operation lacks yet. */
export function answeredOperations(): ReadonlyMap<string, string> {
  return new Map([...operationTable].map(([name, operation]) => [name, 'lacking' in operation ? operation.lacking ?? '' : '']));
}
