import type { UploadOptions } from '#production';
import { parseAssetHandle, parseProjectHandle, parsePropertySetHandle } from '#wire';

import type { FieldReader } from './fields.ts';

/** A handle in the options. Whether it stands for something only the library knows. */
export type OptionReference = {
  readonly kind: 'iccProfile' | 'autoSet' | 'project' | 'encodingPreset' | 'video';
  /** Dotted path of the element. */
  readonly name: string;
  readonly handle: string;
  /** The id in the handle; a project's handle holds the company's. */
  readonly id: number;
  /** Name in a project's handle. */
  readonly projectName?: string;
};

/** @source specification of UploadPostJob, §3.14 */
export function readColour(fields: FieldReader, references: OptionReference[]): UploadOptions['colour'] {
  if (!fields.isPresent) return { mode: 'Default' };
  const mode = fields.requiredChoice('colorManagement', ['Default', 'MaintainOriginal', 'Convert']);
  if (mode !== 'Convert') return { mode };
  const profileId = (name: string) => {
    const handle = fields.text(name);
    if (handle === undefined) fields.miss(name);
    return handle === undefined ? 0 : readReference(fields, references, 'iccProfile', name, handle) ?? 0;
  };
  return { mode, sourceProfileId: profileId('sourceProfileHandle'), outputProfileId: profileId('outputProfileHandle') };
}

/** @source specification of UploadPostJob, §3.15 */
export function readAutoSets(fields: FieldReader, references: OptionReference[]): readonly number[] {
  return readIds(fields.block('autoSetCreationOptions'), references, 'autoSet', 'autoSetsArray');
}

/** @source specification of UploadPostJob, §3.19 */
export function readEncodingPresets(fields: FieldReader, references: OptionReference[]): readonly number[] {
  return readIds(fields, references, 'encodingPreset', 'videoEncodingPresetsArray');
}

/** The film that a caption or sound file belongs to. @source specification of UploadPostJob, §5 */
export function readSourceVideo(fields: FieldReader, references: OptionReference[]): number | undefined {
  const handle = fields.text('sourceVideoAssetHandle');
  return handle === undefined ? undefined : readReference(fields, references, 'video', 'sourceVideoAssetHandle', handle);
}

/** Notes the projects; their ids are the library's to tell. @source specification of UploadPostJob, §3.16 */
export function readProjects(fields: FieldReader, references: OptionReference[]): readonly number[] {
  readIds(fields, references, 'project', 'projectHandleArray');
  return [];
}

function readIds(
  fields: FieldReader, references: OptionReference[], kind: OptionReference['kind'], name: string,
): readonly number[] {
  return fields.handles(name)
    .map((handle) => readReference(fields, references, kind, name, handle))
    .filter((id) => id !== undefined);
}

/** @source specification of the upload protocol, §8 */
const parsers: { readonly [Kind in OptionReference['kind']]: (handle: string) => { readonly id: number; readonly projectName?: string } | undefined } = {
  iccProfile: (handle) => withId(parseAssetHandle(handle)),
  autoSet: (handle) => withId(parsePropertySetHandle(handle)),
  encodingPreset: (handle) => withId(parsePropertySetHandle(handle)),
  video: (handle) => withId(parseAssetHandle(handle)),
  project(handle) {
    const project = parseProjectHandle(handle);
    return project && { id: project.companyId, projectName: project.name };
  },
};
const withId = (id: number | undefined) => id === undefined ? undefined : { id };

function readReference(
  fields: FieldReader, references: OptionReference[], kind: OptionReference['kind'], name: string, handle: string,
): number | undefined {
  const meant = parsers[kind](handle);
  if (meant === undefined) {
    fields.refuse(name, { expected: `a handle of ${kindNames[kind]}`, received: handle.slice(0, 200) });
    return undefined;
  }
  references.push({ kind, name: fields.pathOf(name), handle, ...meant });
  return meant.id;
}

const kindNames: { readonly [Kind in OptionReference['kind']]: string } = {
  iccProfile: 'an ICC profile', autoSet: 'a property set', encodingPreset: 'a property set', project: 'a project',
  video: 'a video',
};
