import { invalid, textOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { itemArray } from '../present/fields.ts';
import { contextsOf, isContextType, presentContext } from '../publish-contexts.ts';
import { companyOf } from '../subjects.ts';

/** Publish contexts of a company, on request those of one type. */
export const getPublishContexts: Operation = {
  name: 'getPublishContexts',
  handle(context, input) {
    const type = textOf(input, 'contextType');
    if (type !== undefined && !isContextType(type)) throw invalid('contextType', 'ImageServing, ImageRendering, Video, ServerDirectory', type);
    const contexts = contextsOf(companyOf(context).id).filter((one) => type === undefined || one.type === type);
    return { publishContextArray: itemArray(contexts.map(presentContext)) };
  },
};
