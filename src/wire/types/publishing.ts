import { readTypes } from '../notation.ts';

/** Publishing, delivery settings, invalidation, events. */
export const publishingTypes = readTypes({
  PublishContext: 'contextHandle:string contextName:string contextType:string',
  PublishHistory: 'serverName:string contextName:string publishFormat:string? lastPublished:dateTime',
  PublishStateUpdate: 'assetHandle:string publishState:string',
  ContextStateUpdate: 'contextHandle:string publishState:string',
  AssetsContextStateUpdate: 'assetHandle:string contextStateUpdateArray:ContextStateUpdateArray',
  AssetPublishContexts: 'assetHandle:string publishContextArray:PublishContextArray',
  ConfigSetting: 'name:string value:string? handle:string?',
  UrlArray: 'items:string+',
  EmailArray: 'items:string+',
  EmailConfirmation: 'ccOriginator:boolean ccOthersArray:EmailArray?',
  MPEvent: `
    eventType:string createDate:dateTime? ipsUser:string companyId:int companyName:string jobName:string
    jobDescription:string string1:string? string2:string? string3:string? string4:string? string5:string?
    int1:int? int2:int? int3:int? int4:int? int5:int? float1:double? float2:double? float3:double?
    time1:dateTime?
  `,
}, `
  AssetPublishContexts AssetsContextStateUpdate ConfigSetting ContextStateUpdate MPEvent PublishContext
  PublishHistory PublishStateUpdate
`);
