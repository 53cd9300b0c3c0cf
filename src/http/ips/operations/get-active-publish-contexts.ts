import type { Operation } from '../operation.ts';
import { itemArray } from '../present/fields.ts';
import { activeContextTypes } from '../publish-contexts.ts';
import { companyOf } from '../subjects.ts';

/** Names of the contexts that this server publishes to. */
export const getActivePublishContexts: Operation = {
  name: 'getActivePublishContexts',
  handle(context) {
    companyOf(context);
    return { contextArray: itemArray(activeContextTypes) };
  },
};
