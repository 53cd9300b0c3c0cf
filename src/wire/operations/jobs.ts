import { readOperations } from '../notation.ts';

/** Jobs: submit, steer, follow. */
export const jobOperations = readOperations({
  deleteJob: {
    purpose: 'Delete an active or scheduled job.',
    class: 'A',
    roles: 'UACTtPKk',
    param: 'companyHandle:string jobHandle:string',
  },
  executeJob: {
    purpose: 'Run a scheduled job now.',
    class: 'A',
    roles: 'UATtPKk',
    param: 'companyHandle:string jobHandle:string',
  },
  getActiveJobs: {
    purpose: 'Running, paused and waiting jobs with their progress.',
    class: 'A',
    roles: 'UACTtPKk',
    param: `
      companyHandle:string? jobHandle:string? originalName:string? includeWaitingJobs:boolean?>=2014-04-03
    `,
    result: 'jobArray:ActiveJobArray',
  },
  getArchivedJobLogDetails: {
    purpose: 'Job log details from the archive.',
    class: 'C',
    roles: 'UACtPpKk',
    param: `
      companyHandle:string jobHandle:string logTypeArray:StringArray? recordsPerPage:int? resultsPage:int?
      sortBy:string? sortDirection:string?
    `,
    result: 'jobLogArray:JobLogArray',
    versions: '>=2017-10-29',
  },
  getAssetArchivedJobLogs: {
    purpose: 'Asset job logs from the archive.',
    class: 'C',
    roles: 'UACTtPpKk',
    param: 'companyHandle:string assetHandle:string',
    result: 'jobLogArray:AssetJobLogArray',
    versions: '>=2017-10-29',
  },
  getAssetJobLogs: {
    purpose: 'Log entries that concern one asset.',
    class: 'A',
    roles: 'UACTtPpKk',
    param: 'companyHandle:string assetHandle:string',
    result: 'jobLogArray:AssetJobLogArray',
  },
  getJobLogDetails: {
    purpose: 'Job log with line details, paged.',
    class: 'A',
    roles: 'UACtPpKk',
    param: `
      companyHandle:string jobHandle:string? originalName:string? logTypeArray:StringArray? recordsPerPage:int?
      resultsPage:int? sortBy:string? sortDirection:string?
    `,
    result: 'jobLogArray:JobLogArray',
  },
  getJobLogs: {
    purpose: 'Job log summaries.',
    class: 'A',
    roles: 'UACTtPpKk',
    param: `
      companyHandle:string? userHandle:string? sortBy:string? sortDirection:string? startDate:dateTime?
      endDate:dateTime? numRows:int?
    `,
    result: 'jobLogArray:JobLogArray',
  },
  getScheduledJobs: {
    purpose: 'Scheduled jobs with next fire time and trigger state.',
    class: 'A',
    roles: 'UACTtPKk',
    param: 'companyHandle:string? jobHandle:string? originalName:string?',
    result: 'jobArray:ScheduledJobArray',
  },
  pauseJob: {
    purpose: 'Pause a job, or the trigger of a scheduled one.',
    class: 'A',
    roles: 'UACTtPKk',
    param: 'companyHandle:string jobHandle:string',
  },
  resumeJob: {
    purpose: 'Resume a paused job.',
    class: 'A',
    roles: 'UACTtPKk',
    param: 'companyHandle:string jobHandle:string',
  },
  stopJob: {
    purpose: 'Stop a running job.',
    class: 'A',
    roles: 'UACTtPKk',
    param: 'companyHandle:string jobHandle:string',
  },
  submitJob: {
    purpose: 'Submit or schedule any job type except uploadPost.',
    class: 'A',
    roles: 'UATtPKk',
    param: `
      companyHandle:string userHandle:string? jobName:string locale:string? execTime:dateTime?
      execSchedule:string? description:string? imageServingPublishJob:ImageServingPublishJob?
      imageRenderingPublishJob:ImageRenderingPublishJob? videoPublishJob:VideoPublishJob?
      serverDirectoryPublishJob:ServerDirectoryPublishJob? metadataPublishJob:MetadataPublishJob?
      uploadDirectoryJob:UploadDirectoryJob? uploadUrlsJob:UploadUrlsJob? optimizeImagesJob:OptimizeImagesJob?
      ripPdfsJob:RipPdfsJob? reprocessAssetsJob:ReprocessAssetsJob?>=2008-01-15
      createVideoSitemapJob:CreateVideoSitemapJob? exportJob:ExportJob?>=2012-02-14
      automatedSetGenerationJob:AutomatedSetGenerationJob?>=2009-07-31
    `,
    result: 'jobHandle:string',
  },
  uploadPost: {
    purpose: 'The message pair of the UploadFile door.',
    class: 'A',
    roles: 'UATtPKk',
    param: `
      companyHandle:string jobName:string? jobHandle:string? locale:string? description:string?
      destFolder:string? fileName:string? endJob:boolean? uploadParams:UploadPostJob?
    `,
    result: 'jobHandle:string',
    versions: '>=2014-04-03',
  },
});
