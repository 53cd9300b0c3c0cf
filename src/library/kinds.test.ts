import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isHiddenFile, mimeOfFileName, typeOfFileName } from './kinds.ts';
import {
  isServedAsContent, isShownAsImage, logFileTypeOf, mayReplace, namespaceOf, publishContextOf,
} from './namespaces.ts';
import { assetTypes } from './types.ts';
import { assetUrl, contentUrl } from './urls.ts';

/** The table of the specification, one row a type. */
const table: Readonly<Record<string, string>> = {
  Image: 'bmp fpx gif jpg jpeg png pict pct tif tiff psd cr2 nef dng webp', Illustrator: 'ai', PostScript: 'eps ps',
    Pdf: 'pdf',
  InDesign: 'indd indt', Svg: 'svg svgx', Fxg: 'fxg', IccProfile: 'icc icm', Font: 'afm otf pfb pfm ttc ttf',
  Video: '3gp avi m2p m2t m2ts m2v m4v mov mp4 mpeg mpg mts ogv ts vob wmv asf flv f4v',
  Audio: 'aac ac3 wav wma aiff aif mp3 m4a', VideoCaption: 'vtt', Zip: 'zip tar tgz gz',
  Word: 'doc docx', Excel: 'xls xlsx', PowerPoint: 'ppt pptx', Rtf: 'rtf', Xml: 'xml', Xsl: 'xsl xslt',
  Css: 'css', Javascript: 'js', Flash: 'swf', Swc: 'swc', Aco: 'aco', Cabinet: 'vnc', Vignette: 'vnt',
    WindowCovering: 'vnw',
};

describe('the type of a file', () => {
  for (const [type, extensions] of Object.entries(table)) {
    it(`is ${type} for ${extensions}`, () => {
      for (const extension of extensions.split(' ')) {
        assert.equal(typeOfFileName(`some.name.${extension}`), type, extension);
        assert.equal(typeOfFileName(`SOME.${extension.toUpperCase()}`), type, extension);
      }
    });
  }

  it('is unknown for everything else', () => {
    for (const name of ['a.psb', 'a.srt', 'a.exe', 'a', 'a.', 'jpg', 'a.constructor', 'a.__proto__']) {
      assert.equal(typeOfFileName(name), undefined, name);
    }
  });
});

describe('the MIME type of a file', () => {
  for (const [name, mime] of [
    ['a.ai', 'application/postscript'], ['a.EPS', 'application/postscript'], ['a.psd', 'image/vnd.adobe.photoshop'],
    ['a.icc', 'application/vnd.iccprofile'], ['a.indd', 'application/x-indesign'], ['a.ttf', 'application/x-font-ttf'],
    ['a.otf', 'application/x-font-otf'], ['a.pfb', 'application/x-font-type1'], ['a.vtt', 'text/vtt'], ['a.pdf',
      'application/pdf'],
    ['a.m4v', 'video/mp4'], ['a.mov', 'video/quicktime'], ['a.js', 'text/javascript'], ['a.m3u8',
      'application/vnd.apple.mpegurl'],
    ['a.txt', 'text/plain'], ['a.unknown', 'application/octet-stream'], ['a.toString', 'application/octet-stream'],
  ] as const) {
    it(`is ${mime} for ${name}`, () => assert.equal(mimeOfFileName(name), mime));
  }
});

describe('a hidden file', () => {
  it('begins with a dot or is a thumbnail cache', () => {
    for (const name of ['.DS_Store', '.hidden.jpg', 'Thumbs.db', 'thumbs.db']) assert.ok(isHiddenFile(name), name);
    for (const name of ['a.jpg', 'DS_Store', 'Thumbs.db.jpg']) assert.ok(!isHiddenFile(name), name);
  });
});

describe('the namespace of a type', () => {
  it('is shared by what has an Image Serving id', () => {
    for (const type of ['Image', 'AnimatedGif', 'Template', 'ImageSet', 'SpinSet', 'Catalog', 'Svg', 'Video',
      'Vignette'] as const) {
      assert.equal(namespaceOf(type), 'catalog', type);
    }
  });

  it('is the type itself for files that are only stored', () => {
    for (const type of [
      'Pdf', 'PostScript', 'Illustrator', 'Zip', 'Word', 'Xml', 'Font', 'IccProfile', 'Css', 'Javascript', 'Audio',
    ] as const) {
      assert.equal(namespaceOf(type), type);
    }
  });
});

describe('a type', () => {
  it('replaces only itself, but stills and animated GIFs replace each other', () => {
    assert.ok(mayReplace('Image', 'AnimatedGif') && mayReplace('AnimatedGif', 'Image') && mayReplace('Pdf', 'Pdf'));
    assert.ok(!mayReplace('Video', 'Image') && !mayReplace('Image', 'Template'));
  });

  it('never gives out the original of a picture', () => {
    for (const type of ['Image', 'Template', 'Mask', 'PsdTemplate'] as const) assert.ok(!isServedAsContent(type), type);
    for (const type of ['Pdf', 'Video', 'AnimatedGif', 'Svg', 'Font'] as const) assert.ok(isServedAsContent(type),
      type);
  });

  it('has an Image Serving id exactly when an image shows it', () => {
    for (const type of assetTypes) assert.equal(isShownAsImage(type), namespaceOf(type) === 'catalog', type);
  });

  it('has a publish context', () => {
    assert.equal(publishContextOf('Image'), 'ImageServing');
    assert.equal(publishContextOf('Vignette'), 'ImageRendering');
    assert.equal(publishContextOf('VideoCaption'), 'Video');
  });

  it('has a word of its own in the job log or NoType', () => {
    assert.equal(logFileTypeOf('Image'), 'MasterImage');
    assert.equal(logFileTypeOf('MasterVideo'), 'Video');
    assert.equal(logFileTypeOf('Pdf'), 'Pdf');
    assert.equal(logFileTypeOf('Word'), 'NoType');
    assert.equal(logFileTypeOf('Css'), 'NoType');
  });

  it('has the URL of the door that serves it', () => {
    assert.equal(assetUrl('Co/', { type: 'Image', name: 'a b' }), '/is/image/Co/a%20b');
    assert.equal(contentUrl('Co/', { type: 'Image', name: 'a' }), undefined);
    assert.equal(assetUrl('Co', { type: 'Pdf', name: 'doc' }), '/is/content/Co/doc');
    assert.equal(contentUrl('Co', { type: 'Video', name: 'v' }), '/is/content/Co/v');
    assert.equal(assetUrl('Co', { type: 'ViewerPreset', name: 'x' }), undefined);
  });
});
