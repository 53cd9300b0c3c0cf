import type { UploadOptions } from '#production';
import type { WireObject } from '#wire';

import { readFields, type Problems } from './fields.ts';
import { emailModes, readHttpUrl } from './read.ts';

const publishTypes = ['Full', 'FullWithSearch', 'Incremental'] as const;
export type PublishType = typeof publishTypes[number];

export type PublishReading = Problems & {
  readonly options: Pick<UploadOptions, 'email' | 'postHttpUrl'> & {
    /** Only of jobs that publish to Image Serving. */
    readonly publishType?: PublishType;
    readonly contextHandle?: string;
  };
};

/** Reads the options of a job that publishes. @param hasType  It says how much is published.
 *  @source specification of job tracking, §7 "Other job elements" */
export function readPublishOptions(wire: WireObject, path: string, hasType: boolean): PublishReading {
  const problems: Problems = { missing: [], invalid: [] };
  const fields = readFields(wire, path, problems);
  const postHttpUrl = readHttpUrl(fields, 'httpCompletionUrl');
  const contextHandle = fields.text('contextHandle');
  return {
    ...problems,
    options: {
      ...(hasType && { publishType: fields.requiredChoice('publishType', publishTypes) }),
      email: fields.requiredChoice('emailSetting', emailModes),
      ...(postHttpUrl === undefined ? {} : { postHttpUrl }),
      ...(contextHandle === undefined ? {} : { contextHandle }),
    },
  };
}
