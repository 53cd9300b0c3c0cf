import { sharedCompany } from '#accounts';

import type { Operation } from '../operation.ts';
import { presentCompanySettings } from '../present/company.ts';
import { companyOf } from '../subjects.ts';

/** What a company decided for its uploads, with the profiles and style sheets it names. */
export const getCompanySettings: Operation = {
  name: 'getCompanySettings',
  async handle(context) {
    const company = companyOf(context);
    const { settings } = company;
    const ids = [
      settings.defaultSourceProfileId, settings.defaultDisplayProfileId,
      settings.iptcExifMappingXsltId, settings.xmpMappingXsltId,
    ].filter((id) => id !== undefined);
    const { library } = context.rooms;
    const [own, shared] = ids.length === 0 ? [[], []]
      : await Promise.all([library.assetsByIds(company.id, ids), library.assetsByIds(sharedCompany.id, ids)]);
    return { settings: presentCompanySettings(company, [...own, ...shared]) };
  },
};
