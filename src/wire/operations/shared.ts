/** Groups of fields that many operations have. */

export const batchCounts = 'successCount:int warningCount:int errorCount:int';

export const batchResult = `
  ${batchCounts} warningDetailArray:AssetOperationFaultArray? errorDetailArray:AssetOperationFaultArray?
`;

export const responseFilter = 'responseFieldArray:StringArray? excludeFieldArray:StringArray?';

/** For whom the answer is filtered. */
export const viewer = 'companyHandle:string accessUserHandle:string? accessGroupHandle:string?';
