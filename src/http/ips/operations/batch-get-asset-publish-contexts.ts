import { handlesOf, subjectsOf } from '../batch.ts';
import type { Operation } from '../operation.ts';
import { itemArray } from '../present/fields.ts';
import { contextOfAsset, presentContext } from '../publish-contexts.ts';

/** The contexts that assets are marked in: none, or the one of their type. @throws NOT_FOUND for the first unknown one */
export const batchGetAssetPublishContexts: Operation = {
  name: 'batchGetAssetPublishContexts',
  async handle(context, input) {
    const { subjects, problems: [problem] } = await subjectsOf(context, handlesOf(input));
    if (problem !== undefined) throw problem.failure;
    return {
      assetPublishContextsArray: itemArray(subjects.map(({ handle, asset }) => ({
        assetHandle: handle, publishContextArray: itemArray(asset.isReadyForPublish ? [presentContext(contextOfAsset(asset))] : []),
      }))),
    };
  },
};
