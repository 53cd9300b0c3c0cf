import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderLine, renderNote } from '#jobs';

describe('log lines as text', () => {
  const line = {
    key: 'log.error', params: { path: 'Co/a.jpg' }, reason: { key: 'BROKEN_FILE', params: { detail: 'x' } },
  } as const;

  test('are made in the language of the reader, the nested reason too', () => {
    assert.equal(renderLine(line, 'en'), 'Co/a.jpg could not be processed: The file is damaged: x');
    assert.equal(renderLine(line, 'de-CH'), 'Co/a.jpg konnte nicht verarbeitet werden: Die Datei ist beschädigt: x');
    assert.equal(renderLine(line, 'xx'), renderLine(line, 'en'));
  });

  test('need no reason, and notes have their own text', () => {
    assert.equal(renderLine({ key: 'log.begin', params: {} }, 'en'), 'Upload has begun!');
    assert.equal(renderNote({ type: 'UploadWarning', key: 'log.stepUnavailable', params: { step: 'pages' } }, 'de'),
      'Verarbeitungsschritt noch nicht verfügbar: pages');
  });
});
