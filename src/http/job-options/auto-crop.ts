import { Failure } from '#base';
import type { AutoCrop } from '#production';
import type { WireObject } from '#wire';

import { readCrops } from './crops.ts';
import { readFields, type Problems } from './fields.ts';

/** Reads which background to look for: exactly one of the two automatic crops.
 *  @throws MISSING_PARAMETER, INVALID_PARAMETER */
export function readAutoCrop(wire: WireObject): AutoCrop {
  const problems: Problems = { missing: [], invalid: [] };
  const { autoColorCrop, autoTransparentCrop } = readCrops(readFields(wire, '', problems));
  const [problem] = [...problems.missing, ...problems.invalid];
  if (problem !== undefined) throw problem;
  if (autoColorCrop) return { autoColorCrop };
  if (autoTransparentCrop) return { autoTransparentCrop };
  throw new Failure('MISSING_PARAMETER', { name: 'autoColorCropOptions' });
}
