import { Failure } from '#base';

import { textOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { presentCompany } from '../present/company.ts';

/** A company by its handle or its name. */
export const getCompanyInfo: Operation = {
  name: 'getCompanyInfo',
  async handle(context, input) {
    if (context.company !== undefined) return { companyInfo: presentCompany(context.company) };
    const name = textOf(input, 'companyName');
    if (name === undefined) throw new Failure('MISSING_PARAMETER', { name: 'companyHandle' });
    const named = await context.rooms.accounts.companyByName(name);
    if (named === undefined) throw new Failure('INVALID_COMPANY');
    return { companyInfo: presentCompany(await context.enterCompany(named.id)) };
  },
};
