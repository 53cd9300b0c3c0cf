import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { WireObject } from '#wire';

import { plainOptions, readReprocessOptions, readUploadOptions } from './read.ts';

const required: WireObject = { overwrite: true, readyForPublish: false, createMask: false, emailSetting: 'None' };
const read = (extra: WireObject) => readUploadOptions({ ...required, ...extra });

/** The options, which must be free of problems. */
function options(extra: WireObject) {
  const reading = read(extra);
  assert.deepEqual([...reading.missing, ...reading.invalid].map((failure) => failure.message), []);
  return reading.options;
}
const missing = (extra: WireObject) => read(extra).missing.map((failure) => failure.params['name']);
const invalid = (extra: WireObject) => read(extra).invalid.map((failure) => failure.params['name']);

describe('defaults', () => {
  test('the four required parameters alone give every documented default', () => {
    assert.deepEqual(options({}), {
      overwrite: true, readyForPublish: false, createMask: false, preserveCrop: true,
      photoshop: {
        process: 'None', layerNaming: 'LayerName', anchor: 'Center', createTemplate: false, extractText: false, extendLayers: false,
      },
      postScript: { process: 'Rasterize', resolutionPpi: 150, colour: 'Auto', alpha: false, extractSearchWords: false },
      pdf: {
        process: 'Rasterize', resolutionPpi: 150, colour: 'Auto', catalog: true, extractSearchWords: false, extractLinks: false,
      },
      illustrator: { process: 'Rasterize', resolutionPpi: 150, colour: 'Auto', alpha: false },
      colour: { mode: 'Default' }, autoSetIds: [], projectIds: [], email: 'None',
      media: { encodingPresetIds: [], generateThumbnail: true }, inDesign: { process: 'None' }, keywords: [], uncompress: false,
    });
  });

  test('preservePublishState stays absent unless sent, for the company decides then', () => {
    assert.equal('preservePublishState' in options({}), false);
    assert.equal(options({ preservePublishState: false }).preservePublishState, false);
  });

  test('blocks sent empty mean the same as none', () => {
    const blocks = [
      'knockoutBackgroundOptions', 'manualCropOptions', 'autoColorCropOptions', 'autoTransparentCropOptions', 'photoshopOptions',
      'postScriptOptions', 'pdfOptions', 'illustratorOptions', 'colorManagementOptions', 'autoSetCreationOptions',
      'projectHandleArray', 'mediaOptions', 'inDesignOptions', 'unsharpMaskOptions', 'unCompressOptions',
    ];
    assert.deepEqual(options(Object.fromEntries(blocks.map((block) => [block, {}]))), options({}));
    assert.deepEqual(options(Object.fromEntries(blocks.map((block) => [block, '']))), options({}));
  });
});

describe('what is required', () => {
  for (const name of Object.keys(required)) {
    test(`${name} missing is named`, () => {
      const { [name]: _, ...rest } = required;
      assert.deepEqual(readUploadOptions(rest).missing.map((failure) => [failure.code, failure.params['name']]), [
        ['MISSING_PARAMETER', `uploadParams.${name}`],
      ]);
    });
    test(`${name} sent empty counts as missing`, () => {
      assert.deepEqual(missing({ [name]: ' ' }), [`uploadParams.${name}`]);
    });
  }

  test('required children of a block that was sent', () => {
    assert.deepEqual(missing({ manualCropOptions: { left: 1, top: 1 } }), [
      'uploadParams.manualCropOptions.right', 'uploadParams.manualCropOptions.bottom',
    ]);
    assert.deepEqual(missing({ knockoutBackgroundOptions: { tolerance: 0.1 } }), [
      'uploadParams.knockoutBackgroundOptions.corner', 'uploadParams.knockoutBackgroundOptions.fillMethod',
    ]);
    assert.deepEqual(missing({ autoColorCropOptions: { corner: 'UpperLeft' } }), ['uploadParams.autoColorCropOptions.tolerance']);
    assert.deepEqual(missing({ autoColorCropOptions: { tolerance: 0 } }), ['uploadParams.autoColorCropOptions.corner']);
    assert.deepEqual(missing({ colorManagementOptions: { sourceProfileHandle: 'a|1' } }), [
      'uploadParams.colorManagementOptions.colorManagement',
    ]);
    assert.deepEqual(missing({ colorManagementOptions: { colorManagement: 'Convert', sourceProfileHandle: 'a|1' } }), [
      'uploadParams.colorManagementOptions.outputProfileHandle',
    ]);
  });
});

/** Parameter path, the values at both ends of its range, the values just outside. */
const ranges: readonly (readonly [block: string, field: string, inside: readonly number[], outside: readonly number[]])[] = [
  ['manualCropOptions', 'left', [0, 2147483647], [-1, 2147483648, 1.5]],
  ['manualCropOptions', 'right', [0, 2147483647], [-1, 2147483648, 1.5]],
  ['manualCropOptions', 'top', [0, 2147483647], [-1, 2147483648, 1.5]],
  ['manualCropOptions', 'bottom', [0, 2147483647], [-1, 2147483648, 1.5]],
  ['knockoutBackgroundOptions', 'tolerance', [0, 1], [-0.01, 1.01, NaN, Infinity]],
  ['autoColorCropOptions', 'tolerance', [0, 1], [-0.01, 1.01, NaN, Infinity]],
  ['autoTransparentCropOptions', 'tolerance', [0, 1], [-0.01, 1.01, NaN, Infinity]],
  ['postScriptOptions', 'resolution', [1, 72.5, 1200], [0, 0.99, 1200.1, NaN, Infinity]],
  ['pdfOptions', 'resolution', [1, 72.5, 1200], [0, 0.99, 1200.1, NaN, Infinity]],
  ['illustratorOptions', 'resolution', [1, 72.5, 1200], [0, 0.99, 1200.1, NaN, Infinity]],
  ['unsharpMaskOptions', 'amount', [0, 5], [-0.1, 5.1, NaN]],
  ['unsharpMaskOptions', 'radius', [0, 250], [-0.1, 251, NaN]],
  ['unsharpMaskOptions', 'threshold', [0, 255], [-1, 256, 2.5]],
  ['unsharpMaskOptions', 'monochrome', [0, 1], [-1, 2, 0.5]],
];
const rests: Readonly<Record<string, WireObject>> = {
  manualCropOptions: { left: 0, right: 0, top: 0, bottom: 0 },
  knockoutBackgroundOptions: { corner: 'UpperLeft', fillMethod: 'FloodFill' },
  autoColorCropOptions: { corner: 'UpperLeft' },
};

describe('ranges', () => {
  for (const [block, field, inside, outside] of ranges) {
    test(`${block}.${field} takes its range and nothing else`, () => {
      for (const value of inside) assert.deepEqual(invalid({ [block]: { ...rests[block], [field]: value } }), [], String(value));
      for (const value of outside) {
        assert.deepEqual(invalid({ [block]: { ...rests[block], [field]: value } }), [`uploadParams.${block}.${field}`], String(value));
      }
    });
  }

  test('the fault tells the range and the value', () => {
    assert.equal(read({ unsharpMaskOptions: { amount: 5.1 } }).invalid[0]?.message,
      "Invalid parameter 'uploadParams.unsharpMaskOptions.amount': expected a number from 0 to 5 but received '5.1'");
  });
});

const choices: readonly (readonly [path: string, choices: readonly string[]])[] = [
  ['emailSetting', ['All', 'Error', 'ErrorAndWarning', 'JobCompletion', 'None']],
  ['knockoutBackgroundOptions.corner', ['UpperLeft', 'UpperRight', 'BottomLeft', 'BottomRight']],
  ['knockoutBackgroundOptions.fillMethod', ['FloodFill', 'MatchPixel']],
  ['autoColorCropOptions.corner', ['UpperLeft', 'UpperRight', 'BottomLeft', 'BottomRight']],
  ['photoshopOptions.process', ['None', 'MaintainLayers']],
  ['photoshopOptions.layerOptions.layerNaming', ['LayerName', 'Layername', 'AppendNumber', 'AppendName', 'Folders']],
  ['photoshopOptions.layerOptions.anchor', [
    'Center', 'North', 'Northwest', 'West', 'Southwest', 'South', 'Southeast', 'East', 'Northeast']],
  ['postScriptOptions.process', ['None', 'Rasterize']],
  ['postScriptOptions.colorspace', ['Auto', 'Rgb', 'Cmyk', 'Gray']],
  ['pdfOptions.process', ['None', 'Rasterize', 'Thumbnail']],
  ['pdfOptions.colorspace', ['Auto', 'Rgb', 'Cmyk', 'Gray']],
  ['illustratorOptions.process', ['None', 'Rasterize']],
  ['illustratorOptions.colorspace', ['Auto', 'Rgb', 'Cmyk', 'Gray']],
  ['colorManagementOptions.colorManagement', ['Default', 'MaintainOriginal', 'Convert']],
  ['inDesignOptions.process', ['None', 'Rasterize']],
  ['unCompressOptions.process', ['None', 'UnCompress']],
];
const restOf: Readonly<Record<string, WireObject>> = {
  ...rests,
  autoColorCropOptions: { corner: 'UpperLeft', tolerance: 0 },
  colorManagementOptions: { sourceProfileHandle: 'a|1', outputProfileHandle: 'a|2' },
};

function nest(path: string, value: string): WireObject {
  const [first = '', ...others] = path.split('.');
  return { [first]: others.length === 0 ? value : { ...restOf[first], ...nest(others.join('.'), value) } };
}

describe('choices', () => {
  for (const [path, known] of choices) {
    test(`${path} takes its words, case-sensitive`, () => {
      for (const word of known) assert.deepEqual(read(nest(path, word)).invalid, [], word);
      for (const word of ['Foo', (known[0] ?? '').toLowerCase(), (known.at(-1) ?? '').toUpperCase()]) {
        assert.deepEqual(invalid(nest(path, word)), [`uploadParams.${path}`], word);
      }
    });
  }

  test('Layername is LayerName', () => {
    assert.equal(options(nest('photoshopOptions.layerOptions.layerNaming', 'Layername')).photoshop.layerNaming, 'LayerName');
  });
});

describe('crops', () => {
  const manual = { left: 190, right: 310, top: 160, bottom: 120 };

  test('a manual crop is four amounts', () => {
    assert.deepEqual(options({ manualCropOptions: manual }).manualCrop, { leftPx: 190, rightPx: 310, topPx: 160, bottomPx: 120 });
  });

  test('four zeros count as absent, also beside another crop', () => {
    const zeros = { left: 0, right: 0, top: 0, bottom: 0 };
    assert.equal(options({ manualCropOptions: zeros }).manualCrop, undefined);
    assert.deepEqual(options({ manualCropOptions: zeros, autoTransparentCropOptions: { tolerance: 0.5 } }).autoTransparentCrop, {
      tolerance: 0.5,
    });
  });

  test('two crops at once are refused', () => {
    const color = { corner: 'BottomLeft', tolerance: 0.5 };
    const transparent = { tolerance: 0 };
    assert.deepEqual(invalid({ manualCropOptions: manual, autoColorCropOptions: color }), ['uploadParams.autoColorCropOptions']);
    assert.deepEqual(invalid({ manualCropOptions: manual, autoTransparentCropOptions: transparent }), [
      'uploadParams.autoTransparentCropOptions',
    ]);
    assert.deepEqual(invalid({ autoColorCropOptions: color, autoTransparentCropOptions: transparent }), [
      'uploadParams.autoTransparentCropOptions',
    ]);
  });

  test('one automatic crop is taken as it is', () => {
    assert.deepEqual(options({ autoColorCropOptions: { corner: 'BottomLeft', tolerance: 0.5 } }).autoColorCrop, {
      corner: 'BottomLeft', tolerance: 0.5,
    });
  });

  test('knockout has an exact match by default', () => {
    assert.deepEqual(options({ knockoutBackgroundOptions: { corner: 'UpperRight', fillMethod: 'MatchPixel' } }).knockout, {
      corner: 'UpperRight', fillMethod: 'MatchPixel', tolerance: 0,
    });
  });
});

describe('documents', () => {
  test('Illustrator follows PostScript unless it has options of its own', () => {
    const postScriptOptions = { process: 'Rasterize', resolution: 144, colorspace: 'Cmyk', alpha: true };
    assert.deepEqual(options({ postScriptOptions }).illustrator, {
      process: 'Rasterize', resolutionPpi: 144, colour: 'Cmyk', alpha: true,
    });
    assert.deepEqual(options({ postScriptOptions, illustratorOptions: { resolution: 72 } }).illustrator, {
      process: 'Rasterize', resolutionPpi: 72, colour: 'Auto', alpha: false,
    });
    assert.deepEqual(options({ postScriptOptions, illustratorOptions: {} }).illustrator.resolutionPpi, 144);
    assert.deepEqual(options({ postScriptOptions: { process: 'None' } }).illustrator.process, 'None');
  });

  test('what a PDF, PostScript and Photoshop block says is taken over', () => {
    const read = options({
      pdfOptions: {
        process: 'Thumbnail', resolution: 300, colorspace: 'Gray', pdfCatalog: false, extractSearchWords: true, extractLinks: true,
      },
      postScriptOptions: { process: 'None', resolution: 36.5, colorspace: 'Rgb', alpha: true, extractSearchWords: true },
      photoshopOptions: {
        process: 'MaintainLayers',
        layerOptions: { layerNaming: 'Folders', anchor: 'Southeast', createTemplate: true, extractText: true, extendLayers: true },
      },
    });
    assert.deepEqual(read.pdf, {
      process: 'Thumbnail', resolutionPpi: 300, colour: 'Gray', catalog: false, extractSearchWords: true, extractLinks: true,
    });
    assert.deepEqual(read.postScript, {
      process: 'None', resolutionPpi: 36.5, isResolutionChosen: true, colour: 'Rgb', alpha: true, extractSearchWords: true,
    });
    assert.deepEqual(read.photoshop, {
      process: 'MaintainLayers', layerNaming: 'Folders', anchor: 'Southeast', createTemplate: true, extractText: true,
      extendLayers: true,
    });
  });

  test('layer options without process mean None', () => {
    assert.equal(options({ photoshopOptions: { layerOptions: { createTemplate: true } } }).photoshop.process, 'None');
  });
});

describe('sharpening', () => {
  test('amount or radius 0 is off', () => {
    assert.equal(options({ unsharpMaskOptions: { threshold: 3 } }).unsharpMask, undefined);
    assert.equal(options({ unsharpMaskOptions: { amount: 0, radius: 2 } }).unsharpMask, undefined);
    assert.equal(options({ unsharpMaskOptions: { amount: 2, radius: 0 } }).unsharpMask, undefined);
  });

  test('radius, threshold and monochrome have defaults', () => {
    assert.deepEqual(options({ unsharpMaskOptions: { amount: 1.75 } }).unsharpMask, {
      amount: 1.75, radiusPx: 1, threshold: 6, isMonochrome: false,
    });
    assert.deepEqual(options({ unsharpMaskOptions: { amount: 1.75, radius: 0.2, threshold: 2, monochrome: 1 } }).unsharpMask, {
      amount: 1.75, radiusPx: 0.2, threshold: 2, isMonochrome: true,
    });
  });
});

describe('colour', () => {
  test('Convert needs both profiles and reads their ids in old and new layouts', () => {
    const reading = read({
      colorManagementOptions: { colorManagement: 'Convert', sourceProfileHandle: 'a|27007', outputProfileHandle: '24265|1|17061' },
    });
    assert.deepEqual(reading.options.colour, { mode: 'Convert', sourceProfileId: 27007, outputProfileId: 24265 });
    assert.deepEqual(reading.references, [
      { kind: 'iccProfile', name: 'uploadParams.colorManagementOptions.sourceProfileHandle', handle: 'a|27007', id: 27007 },
      { kind: 'iccProfile', name: 'uploadParams.colorManagementOptions.outputProfileHandle', handle: '24265|1|17061', id: 24265 },
    ]);
    assert.deepEqual(invalid({
      colorManagementOptions: { colorManagement: 'Convert', sourceProfileHandle: 'sRGB', outputProfileHandle: 'a|1' },
    }), ['uploadParams.colorManagementOptions.sourceProfileHandle']);
  });

  test('profiles sent with another mode are ignored', () => {
    const reading = read({ colorManagementOptions: { colorManagement: 'MaintainOriginal', sourceProfileHandle: 'nonsense' } });
    assert.deepEqual(reading.options.colour, { mode: 'MaintainOriginal' });
    assert.deepEqual([reading.invalid, reading.references], [[], []]);
  });
});

describe('handles', () => {
  test('sets, presets and projects are read and handed on to be looked up', () => {
    const reading = read({
      autoSetCreationOptions: { autoSetsArray: { items: ['ps|941', '942'] } },
      projectHandleArray: { items: ['p|6|Spring', '6|A|B'] },
      mediaOptions: { videoEncodingPresetsArray: { items: ['ps|7'] } },
    });
    assert.deepEqual(reading.invalid, []);
    assert.deepEqual(reading.options.autoSetIds, [941, 942]);
    assert.deepEqual(reading.options.media.encodingPresetIds, [7]);
    assert.deepEqual(reading.references.map(({ kind, id, projectName }) => [kind, id, projectName]), [
      ['autoSet', 941, undefined], ['autoSet', 942, undefined], ['project', 6, 'Spring'], ['project', 6, 'A|B'],
      ['encodingPreset', 7, undefined],
    ]);
  });

  test('what is no handle is named', () => {
    assert.deepEqual(invalid({
      autoSetCreationOptions: { autoSetsArray: { items: ['pt|1'] } }, projectHandleArray: { items: ['Spring'] },
      mediaOptions: { videoEncodingPresetsArray: { items: ['x'] } },
    }), [
      'uploadParams.autoSetCreationOptions.autoSetsArray', 'uploadParams.projectHandleArray',
      'uploadParams.mediaOptions.videoEncodingPresetsArray',
    ]);
  });
});

describe('video, notices and keywords', () => {
  test('a thumbnail time wins, a negative one means the first frame', () => {
    assert.deepEqual(options({ mediaOptions: { generateThumbnail: false, thumbnailOptions: { thumbnailTime: 4000 } } }).media, {
      encodingPresetIds: [], generateThumbnail: true, thumbnailTimeMs: 4000,
    });
    assert.deepEqual(options({ mediaOptions: { generateThumbnail: false, thumbnailOptions: { thumbnailTime: -1 } } }).media, {
      encodingPresetIds: [], generateThumbnail: true,
    });
    assert.equal(options({ mediaOptions: { generateThumbnail: false } }).media.generateThumbnail, false);
  });

  test('postHttpUrl is an http or https URL', () => {
    assert.equal(options({ postHttpUrl: ' https://hook.example/x?y=1 ' }).postHttpUrl, 'https://hook.example/x?y=1');
    for (const url of ['hook', 'ftp://x/y', 'http://', 'http:///x', 'javascript:1', 'http://a b/', `http://x/${'y'.repeat(2048)}`]) {
      assert.deepEqual(invalid({ postHttpUrl: url }), ['uploadParams.postHttpUrl'], url);
    }
  });

  test('keywords are split at commas that are not escaped', () => {
    assert.deepEqual(options({ xmpKeywords: String.raw`red\, dark, sale,sale, C:\\x` }).keywords, ['red, dark', 'sale', String.raw`C:\x`]);
    assert.deepEqual(options({ xmpKeywords: String.raw`a\\,b\x,, Sale ,sale,\\\,` }).keywords, ['a\\', 'b\\x', 'Sale', 'sale', '\\,']);
    assert.deepEqual(options({ xmpKeywords: ' , ,' }).keywords, []);
  });

  test('archives are unpacked on demand only', () => {
    assert.equal(options({ unCompressOptions: { process: 'UnCompress' } }).uncompress, true);
    assert.equal(options({ unCompressOptions: { process: 'None' } }).uncompress, false);
  });
});

describe('options of jobs on assets that are there already', () => {
  const again = (wire: WireObject) => readReprocessOptions({ createMask: false, emailSetting: 'None', ...wire });

  test('without readyForPublish publish states stay; with it the rest is as in an upload', () => {
    assert.deepEqual([again({}).options.preservePublishState, again({ preservePublishState: false }).options.preservePublishState], [true, true]);
    assert.equal('preservePublishState' in again({ readyForPublish: true }).options, false);
    assert.equal(again({ readyForPublish: true, preservePublishState: true }).options.preservePublishState, true);
  });

  test('createMask and emailSetting are asked for, in the job\'s own name', () => {
    assert.deepEqual(readReprocessOptions({}).missing.map((failure) => failure.params['name']),
      ['reprocessAssetsJob.createMask', 'reprocessAssetsJob.emailSetting']);
    assert.deepEqual(plainOptions({}).missing.map((failure) => failure.params['name']), ['optimizeImagesJob.emailSetting']);
  });

  test('a job without options has every default of an upload', () => {
    const { preservePublishState, ...optimizing } = plainOptions({ emailSetting: 'None' }).options;
    assert.equal(preservePublishState, true);
    assert.deepEqual(optimizing, options({}));
  });
});

describe('films', () => {
  const encoding = { name: 'own', fileSuffix: '_own', height: 240, videoBitrate: 300 };

  test('encodings come along with the job, with the defaults of what they leave out', () => {
    const [first] = options({ mediaOptions: { videoEncodingArray: { items: [encoding] } } }).media.encodings ?? [];
    assert.deepEqual([first?.name, first?.heightPx, first?.videoKbps, first?.audioCodec, first?.isAdaptive], ['own', 240, 300, 'AAC', true]);
    assert.deepEqual(invalid({ mediaOptions: { videoEncodingArray: { items: [encoding, { ...encoding, fileSuffix: 'a b' }] } } }), ['uploadParams.mediaOptions.videoEncodingArray.items[1].fileSuffix']);
    assert.deepEqual(missing({ mediaOptions: { videoEncodingArray: { items: [{ ...encoding, name: '' }] } } }), ['uploadParams.mediaOptions.videoEncodingArray.items[0].name']);
    assert.deepEqual(invalid({ mediaOptions: { videoEncodingArray: { items: Array.from({ length: 51 }, () => encoding) } } }), ['uploadParams.mediaOptions.videoEncodingArray']);
  });

  test('the source stays out of its set unless it is wanted there', () => {
    assert.equal(options({}).media.isMasterInSet, undefined);
    assert.equal(options({ excludeMasterVideoFromAVS: true }).media.isMasterInSet, undefined);
    assert.equal(options({ excludeMasterVideoFromAVS: false }).media.isMasterInSet, true);
  });

  test('captions know their film and language', () => {
    const reading = read({ sourceVideoAssetHandle: 'a|7', audioCaptionsMetadata: { label: 'Deutsch', languageCode: 'de', isDefault: true } });
    assert.deepEqual(reading.options.captions, { sourceVideoId: 7, track: { label: 'Deutsch', languageCode: 'de', isDefault: true } });
    assert.deepEqual(reading.references.map(({ kind, id }) => [kind, id]), [['video', 7]]);
    assert.deepEqual(invalid({ sourceVideoAssetHandle: 'x' }), ['uploadParams.sourceVideoAssetHandle']);
  });
});
