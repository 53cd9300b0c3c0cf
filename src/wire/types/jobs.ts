import { readTypes } from '../notation.ts';

const publishJobs = `
  imageServingPublishJob:ImageServingPublishJob? imageRenderingPublishJob:ImageRenderingPublishJob?
  videoPublishJob:VideoPublishJob? serverDirectoryPublishJob:ServerDirectoryPublishJob?
  metadataPublishJob:MetadataPublishJob? uploadDirectoryJob:UploadDirectoryJob? uploadUrlsJob:UploadUrlsJob?
`;
const otherJobs = `
  optimizeImagesJob:OptimizeImagesJob? ripPdfsJob:RipPdfsJob? reprocessAssetsJob:ReprocessAssetsJob?>=2008-01-15
  createVideoSitemapJob:CreateVideoSitemapJob? exportJob:ExportJob?>=2012-02-14
  automatedSetGenerationJob:AutomatedSetGenerationJob?>=2009-07-31
`;

/** Jobs: running, scheduled, logged, and what can be submitted. */
export const jobTypes = readTypes({
  ActiveJob: `
    companyHandle:string jobHandle:string name:string originalName:string type:string state:string
    submitUserEmail:string locale:string? description:string? serverName:string startDate:dateTime
    triggerTime:dateTime>=2014-04-03 totalSize:int progress:int progressMessage:string
    lastProgressUpdate:dateTime taskProgressArray:TaskProgressArray ${publishJobs} uploadPostJob:UploadPostJob?
    ${otherJobs}
  `,
  ScheduledJob: `
    companyHandle:string jobHandle:string name:string originalName:string type:string submitUserEmail:string
    locale:string? description:string? execSchedule:string? nextFireTime:dateTime? timeZone:string?
    triggerState:string? ${publishJobs} ${otherJobs}
  `,
  TaskProgress: `
    taskType:string taskState:string>=2012-02-14 numProcessed:int numProcessing:int numPending:int
    progress:double progressMessage:string lastProgressUpdate:dateTime
    taskItemProgressArray:TaskItemProgressArray
  `,
  TaskItemProgress: 'itemName:string progress:double progressMessage:string lastProgressUpdate:dateTime',
  TaskItemProgressArray: 'items|item:TaskItemProgress*',
  JobLog: `
    companyHandle:string jobHandle:string jobName:string originalJobName:string>=2008-01-15
    submitUserEmail:string logType:string jobSubType:string>=2008-01-15 startDate:dateTime?
    endDate:dateTime?>=2008-01-15 description:string>=2008-01-15 fileSuccessCount:int fileErrorCount:int
    fileWarningCount:int fileDuplicateCount:int fileUpdateCount:int totalFileCount:int
    transferSuccessCount:int>=2009-07-31 transferErrorCount:int>=2009-07-31 transferWarningCount:int>=2009-07-31
    fatalError:boolean detailTotalRows:int? detailArray:JobLogDetailArray?
  `,
  JobLogDetail: `
    logMessage:string logType:string dateCreated:dateTime>=2014-04-03 assetName:string? assetType:string?
    assetHandle:string?>=2008-01-15 auxArray:JobLogDetailAuxArray?>=2010-01-31
  `,
  JobLogDetailAux: 'logMessage:string logType:string dateCreated:dateTime?',
  AssetJobLog: `
    jobHandle:string jobName:string logMessage:string logType:string submitUserEmail:string logDate:dateTime
    auxArray:JobLogDetailAuxArray?>=2010-01-31
  `,
  ImageServingPublishJob: `
    publishType:string emailSetting:string httpCompletionUrl:string? contextHandle:string?>=2012-02-14
  `,
  ImageRenderingPublishJob: `
    emailSetting:string httpCompletionUrl:string? contextHandle:string?>=2012-02-14
  `,
  VideoPublishJob: 'emailSetting:string httpCompletionUrl:string? contextHandle:string?>=2012-02-14',
  ServerDirectoryPublishJob: 'emailSetting:string httpCompletionUrl:string?',
  MetadataPublishJob: 'forcePublish:boolean?',
  OptimizeImagesJob: 'emailSetting:string',
  RipPdfsJob: `
    pdfHandleArray:HandleArray createMask:boolean
    knockoutBackgroundOptions|knockoutBackground:KnockoutBackgroundOptions?>=2013-02-15
    manualCropOptions:ManualCropOptions? autoColorCropOptions|autoColorOptions:AutoColorCropOptions?
    autoTransparentCropOptions:AutoTransparentCropOptions? postScriptOptions:PostScriptOptions?
    pdfOptions:PDFOptions? illustratorOptions|IllustratorOptions:IllustratorOptions?>=2008-01-15
    colorManagementOptions:ColorManagementOptions? projectHandleArray:HandleArray? emailSetting:string
    postHttpUrl:string? postImageServingPublishJob:ImageServingPublishJob?
    postImageRenderingPublishJob:ImageRenderingPublishJob? postVideoPublishJob:VideoPublishJob?
    inDesignOptions|InDesignOptions:InDesignOptions?
  `,
  CreateVideoSitemapJob: 'forceUpdate:boolean?',
  ExportJob: `
    assetHandleArray:HandleArray fmt:string is_modifier:string? macro:string? emailSetting:string
    clientId:string?
  `,
  AutomatedSetGenerationJob: `
    assetHandleArray:HandleArray destFolder:string? readyForPublish:boolean
    autoSetCreationOptions:AutoSetCreationOptions emailSetting:string
  `,
  UploadUrl: 'sourceUrl:string destPath:string',
}, 'ActiveJob AssetJobLog JobLog JobLogDetail JobLogDetailAux ScheduledJob TaskProgress UploadUrl');
