import type { Json } from '#base';
import { jobKinds } from '#jobs';

/** The door as an OpenAPI 3.1 document. @source OpenAPI Specification 3.1.0 */
export function openApiDocument(version: string): { readonly [member: string]: Json } {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Prepress', version,
      description: 'JSON beside the IPS interface, for console, command line and programs. Sizes are bytes, times milliseconds.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api' }],
    security: [{ basic: [] }],
    paths: {
      '/openapi.json': { get: { summary: 'This document.', operationId: 'getDocument', security: [], responses: { 200: json('The document.', { type: 'object' }) } } },
      '/companies/{company}/assets/{asset}/explanation': resource('explainAsset', 'How an asset was made: options, probe, steps with times, artifacts, lines.',
        [company, parameter('asset', 'Handle such as `a|27007`, or name.')], reference('Explanation')),
      '/companies/{company}/items/{item}/explanation': resource('explainItem', 'What became of an item, and for a failed one where it failed.',
        [company, parameter('item', 'Number of the item.')], reference('Explanation')),
      '/companies/{company}/jobs/{job}/items': resource('listItems', 'Items of a job, in order of arrival.',
        [company, parameter('job', 'Handle, number or name; by name the newest.'), count('page', 'From 1.', 1), count('pageSize', 'At most 1000.', 100)],
        reference('Items')),
      '/companies/{company}/notices': resource('listNotices', 'Mails and requests that tell of jobs, the newest first, with every try.',
        [company, filter('job', 'Handle, number or name of a job.'), filter('state', '`waiting`, `sent` or `failed`.'), count('page', 'From 1.', 1), count('pageSize', 'At most 1000.', 100)],
        reference('Notices')),
      '/companies/{company}/set-trials': {
        post: {
          operationId: 'trySetScript', summary: 'What a script of automated sets would make of files, or of every asset; nothing changes.', parameters: [company],
          requestBody: { required: true, content: { 'application/json': { schema: reference('SetTrialRequest') } } },
          responses: answers(reference('SetTrial')),
        },
      },
      '/companies/{company}/schedules': resource('listSchedules', 'Jobs that are yet to be opened, by name.', [company], reference('Schedules')),
    },
    components: {
      securitySchemes: { basic: { type: 'http', scheme: 'basic', description: 'E-mail and password of a user of the company.' } },
      schemas: { SetTrial: setTrial, SetTrialRequest: setTrialRequest, Explanation: explanation, Items: items, Notices: notices, Schedules: schedules, Error: error },
    },
  };
}

const text: Json = { type: 'string' };
const whole: Json = { type: 'integer', minimum: 0 };
const anything: Json = { type: 'object' };
const choice = (...words: readonly string[]): Json => ({ type: 'string', enum: words });
const list = (of: Json): Json => ({ type: 'array', items: of });

/** An object whose members are all there, save those whose names end in `?`. */
function object(members: { readonly [name: string]: Json }): Json {
  return {
    type: 'object',
    required: Object.keys(members).filter((name) => !name.endsWith('?')),
    properties: Object.fromEntries(Object.entries(members).map(([name, schema]) => [name.replace(/\?$/, ''), schema])),
    additionalProperties: false,
  };
}

const states = choice('queued', 'running', 'done', 'failed', 'cancelled');
const kinds = choice(...Object.keys(jobKinds));
const sources = choice('file', 'asset', 'url', 'listing');

const explanation = object({
  path: { ...(text as object), description: 'Folder and name of the file as sent.' },
  'item?': object({
    id: whole, state: states, attempts: whole, source: sources, 'sizeBytes?': whole,
    job: object({ handle: text, name: text, kind: kinds, startedAt: { type: 'string', format: 'date-time' } }),
  }),
  'asset?': object({
    id: whole, name: text, type: text, version: whole, urlModifier: text, 'originalBytes?': whole,
    isOfItem: { type: 'boolean', description: 'Whether its present artifacts were made by this item.' },
  }),
  options: { ...(anything as object), description: 'Options that are not the defaults, by dotted name.' },
  'probe?': { ...(anything as object), description: 'What the file said of itself.' },
  'price?': object({ pixels: whole, bytes: whole }),
  steps: list(object({ kind: text, state: choice('done', 'failed', 'notRun'), 'ms?': whole, settings: anything })),
  artifacts: list(object({ role: text, sizeBytes: whole })),
  lines: list(object({ type: text, message: text, notes: list(text) })),
  'failure?': object({ code: text, message: text, 'step?': text }),
});

const items = object({
  job: object({ handle: text, name: text, kind: kinds }),
  totalItems: whole,
  items: list(object({ id: whole, path: text, state: states, attempts: whole, source: sources, 'sizeBytes?': whole, 'assetHandle?': text })),
});

const moment: Json = { type: 'string', format: 'date-time' };

const notices = object({
  notices: list(object({
    id: whole, kind: choice('PostHttpUrl', 'JobBegan', 'JobEnded', 'TrashWarning', 'CdnPurge'), state: choice('waiting', 'sent', 'failed'), to: text,
    'job?': object({ handle: text, name: text }), createdAt: moment, 'dueAt?': moment, 'endedAt?': moment,
    attempts: list(object({ at: moment, isTaken: { type: 'boolean' }, 'code?': text, 'message?': text })),
  })),
});

const schedules = object({
  schedules: list(object({
    handle: text, name: text, kind: kinds, submitter: text,
    'expression?': { ...(text as object), description: 'Quartz expression; absent where it is due once.' },
    timeZone: text, nextFireAt: moment, state: choice('Normal', 'Paused', 'Blocked'),
  })),
});

const setTrialRequest = object({
  script: { ...(text as object), description: 'Handle such as `ps|12`, or name.' },
  'names?': { ...(list(text) as object), description: 'Names of files or ids, 10,000 at most; without them every asset is tried.' },
});

const setTrial = object({
  script: object({ handle: text, name: text, type: text, isActive: { type: 'boolean' } }),
  sets: list(object({
    name: text, folder: text, outcome: choice('made', 'changed', 'unchanged', 'refused'), 'reason?': text,
    members: list(object({ name: text, 'swatch?': text, 'row?': whole, from: choice('named', 'stored', 'member') })),
  })),
  assets: list(object({ name: text, 'set?': text, as: choice('member', 'swatch', 'none'), reason: text })),
  isCut: { type: 'boolean', description: 'More assets than the 10,000 that were tried.' },
});

const error = object({ error: object({ code: text, message: text }) });

const company = parameter('company', 'Name, handle such as `c|2`, or number.');

function parameter(name: string, description: string): Json {
  return { name, in: 'path', required: true, description, schema: text };
}

function filter(name: string, description: string): Json {
  return { name, in: 'query', required: false, description, schema: text };
}

function count(name: string, description: string, fallback: number): Json {
  return { name, in: 'query', required: false, description, schema: { type: 'integer', minimum: 1, default: fallback } };
}

function resource(operationId: string, summary: string, parameters: readonly Json[], schema: Json): Json {
  return { get: { operationId, summary, parameters, responses: answers(schema) } };
}

function answers(schema: Json): Json {
  const refused = (description: string): Json => json(description, reference('Error'));
  return {
    200: json('Found.', schema), 400: refused('A parameter is wrong.'), 401: refused('Nobody is known by these credentials.'),
    403: refused('The company is not one of theirs, or their role does not allow it.'), 404: refused('There is no such thing.'),
  };
}

function json(description: string, schema: Json): Json {
  return { description, content: { 'application/json': { schema } } };
}

function reference(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}
