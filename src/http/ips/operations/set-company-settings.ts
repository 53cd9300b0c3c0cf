import { overwriteModes, type CompanySettings } from '#accounts';
import type { WireObject } from '#wire';

import { choiceOf, countOf, flagOf, invalid, textOf } from '../arguments.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { assetOf, companyOf, profileOf } from '../subjects.ts';

/** Changes the settings that were sent; an empty handle takes a profile or style sheet away. */
export const setCompanySettings: Operation = {
  name: 'setCompanySettings',
  async handle(context, input) {
    const change: { -readonly [Key in keyof CompanySettings]?: CompanySettings[Key] } = {};
    const overwriteMode = choiceOf(input, 'overwriteMode', overwriteModes);
    const retainPublishState = flagOf(input, 'retainPublishState');
    const emailTrashCleanupWarning = flagOf(input, 'emailTrashCleanupWarning');
    if (overwriteMode !== undefined) change.overwriteMode = overwriteMode;
    if (retainPublishState !== undefined) change.retainPublishState = retainPublishState;
    if (emailTrashCleanupWarning !== undefined) change.emailTrashCleanupWarning = emailTrashCleanupWarning;
    if (input['diskSpaceWarningMin'] !== undefined) {
      change.diskSpaceWarningMin = countOf(input, 'diskSpaceWarningMin', { least: 0, most: 2 ** 31 - 1, fallback: 0 });
    }
    for (const { field, key, type } of assetSettings) {
      if (input[field] !== undefined) change[key] = await assetIdOf(context, input, field, type);
    }
    await context.rooms.accounts.changeSettings(companyOf(context).id, change);
    return {};
  },
};

const assetSettings = [
  { field: 'defaultSourceProfileHandle', key: 'defaultSourceProfileId', type: 'IccProfile' },
  { field: 'defaultDisplayProfileHandle', key: 'defaultDisplayProfileId', type: 'IccProfile' },
  { field: 'iptcExifMappingXsltHandle', key: 'iptcExifMappingXsltId', type: 'Xsl' },
  { field: 'xmpMappingXsltHandle', key: 'xmpMappingXsltId', type: 'Xsl' },
] as const;

async function assetIdOf(context: OperationContext, input: WireObject, field: string, type: 'IccProfile' | 'Xsl') {
  const handle = textOf(input, field);
  if (handle === undefined) return undefined;
  if (type === 'IccProfile') return (await profileOf(context, handle, field)).id;
  const asset = await assetOf(context, handle, field);
  if (asset.type !== type) throw invalid(field, `the handle of an asset of type ${type}`, handle);
  return asset.id;
}
