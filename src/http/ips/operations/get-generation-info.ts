import { Failure } from '#base';
import { textOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { itemArray } from '../present/fields.ts';
import { presentGenerations } from '../present/generation.ts';
import { assetOf, companyOf } from '../subjects.ts';

/** What was made of an asset, or what an asset was made of, by one engine or by all. */
export const getGenerationInfo: Operation = {
  name: 'getGenerationInfo',
  isLooking: true,
  async handle(context, input) {
    const company = companyOf(context);
    const { library } = context.rooms;
    const engine = textOf(input, 'engine');
    const [originator, generated] = [textOf(input, 'originatorHandle'), textOf(input, 'generatedHandle')];
    // Everything that was ever made in a company is no answer to anybody's question.
    if (originator === undefined && generated === undefined) throw new Failure('MISSING_PARAMETER', { name: 'originatorHandle' });
    const generations = await library.generations(company.id, {
      ...(originator !== undefined && { originatorId: (await assetOf(context, originator, 'originatorHandle')).id }),
      ...(generated !== undefined && { generatedId: (await assetOf(context, generated, 'generatedHandle')).id }),
      ...(engine !== undefined && { engine }),
    });
    return { generationArray: itemArray(await presentGenerations(library, company, generations)) };
  },
};
