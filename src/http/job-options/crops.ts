import type { Corner, UploadOptions } from '#production';

import type { FieldReader } from './fields.ts';

const corners = ['UpperLeft', 'UpperRight', 'BottomLeft', 'BottomRight'] as const satisfies readonly Corner[];
const share = { min: 0, max: 1 };
/** What fits into an xsd:int. */
const amountPx = { min: 0, max: 2 ** 31 - 1, isWhole: true };

/** @source specification of UploadPostJob, §3.6 */
export function readKnockout(fields: FieldReader): Pick<UploadOptions, 'knockout'> {
  if (!fields.isPresent) return {};
  return {
    knockout: {
      corner: fields.requiredChoice('corner', corners),
      tolerance: fields.number('tolerance', share) ?? 0,
      fillMethod: fields.requiredChoice('fillMethod', ['FloodFill', 'MatchPixel']),
    },
  };
}

type Crops = Pick<UploadOptions, 'manualCrop' | 'autoColorCrop' | 'autoTransparentCrop'>;

/** At most one of the three crops. @source specification of UploadPostJob, §2, §3.7 to §3.9 */
export function readCrops(fields: FieldReader): Crops {
  const crops: Crops = {
    ...readManualCrop(fields.block('manualCropOptions')),
    ...readAutoColorCrop(fields.block('autoColorCropOptions')),
    ...readAutoTransparentCrop(fields.block('autoTransparentCropOptions')),
  };
  const [first, second] = Object.keys(crops).map((crop) => `${crop}Options`);
  if (first !== undefined && second !== undefined) {
    fields.refuse(second, {
      expected: 'only one of manualCropOptions, autoColorCropOptions, autoTransparentCropOptions', received: `${first} and ${second}`,
    });
  }
  return crops;
}

/** Four zeros count as absent. */
function readManualCrop(fields: FieldReader): Pick<Crops, 'manualCrop'> {
  if (!fields.isPresent) return {};
  const manualCrop = {
    leftPx: fields.requiredNumber('left', amountPx),
    rightPx: fields.requiredNumber('right', amountPx),
    topPx: fields.requiredNumber('top', amountPx),
    bottomPx: fields.requiredNumber('bottom', amountPx),
  };
  return Object.values(manualCrop).every((amount) => amount === 0) ? {} : { manualCrop };
}

function readAutoColorCrop(fields: FieldReader): Pick<Crops, 'autoColorCrop'> {
  if (!fields.isPresent) return {};
  return {
    autoColorCrop: {
      corner: fields.requiredChoice('corner', corners), tolerance: fields.requiredNumber('tolerance', share),
    },
  };
}

function readAutoTransparentCrop(fields: FieldReader): Pick<Crops, 'autoTransparentCrop'> {
  return fields.isPresent ? { autoTransparentCrop: { tolerance: fields.requiredNumber('tolerance', share) } } : {};
}
