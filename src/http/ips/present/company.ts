import type { Company, CompanySettings, Membership } from '#accounts';
import type { Asset } from '#library';
import { formatCompanyHandle, type WireObject } from '#wire';

import { presentAsset } from './asset.ts';
import { present } from './fields.ts';

/** A company as `Company` of the wire. */
export function presentCompany(company: Company): WireObject {
  return present({
    companyHandle: formatCompanyHandle(company.id),
    name: company.name,
    rootPath: company.rootPath,
    expires: company.expiresAt,
  });
}

/** A membership as `CompanyMembership` of the wire. */
export function presentMembership(membership: Membership): WireObject {
  return { company: presentCompany(membership.company), role: membership.role, isActive: membership.isActive };
}

/** What a company decided, as `CompanySettings` of the wire. The interface requires both colour profiles:
 *  a company without one answers an empty element.
 *  @param assets  The profiles and style sheets the settings name, as far as they exist. */
export function presentCompanySettings(company: Company, assets: readonly Asset[]): WireObject {
  const settings: CompanySettings = company.settings;
  const asset = (id: number | undefined): WireObject | undefined => {
    const found = assets.find((candidate) => candidate.id === id);
    return found === undefined ? undefined : presentAsset(found, company);
  };
  return present({
    overwriteMode: settings.overwriteMode,
    retainPublishState: settings.retainPublishState,
    defaultSourceProfile: asset(settings.defaultSourceProfileId) ?? {},
    defaultDisplayProfile: asset(settings.defaultDisplayProfileId) ?? {},
    iptcExifMappingXslt: asset(settings.iptcExifMappingXsltId),
    xmpMappingXslt: asset(settings.xmpMappingXsltId),
    diskSpaceWarningMin: settings.diskSpaceWarningMin ?? 0,
    emailTrashCleanupWarning: settings.emailTrashCleanupWarning,
  });
}
