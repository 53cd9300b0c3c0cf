import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPhotoshopRules, photoshopRules, productionSettings } from './settings.ts';

const undecided = { psdTemplateSuffix: undefined, psdLayerNames: undefined };
const server = (texts: Readonly<Record<string, string>> = {}) => ({ text: (name: string) => texts[name] ?? String(productionSettings.find((setting) => setting.name === name)!.default) });

test('Photoshop documents are taken apart as the company says, else as the server does', () => {
  assert.deepEqual(photoshopRules(server(), undecided), defaultPhotoshopRules);
  const own = server({ PREPRESS_PSD_TEMPLATE_SUFFIX: '.tpl', PREPRESS_PSD_LAYER_NAMES: 'Capa #, Fondo,,' });
  assert.deepEqual(photoshopRules(own, undecided), { templateSuffix: '.tpl', layerNames: ['Capa #', 'Fondo'] });
  assert.deepEqual(photoshopRules(own, { psdTemplateSuffix: '-page', psdLayerNames: [] }), { templateSuffix: '-page', layerNames: [] });
});
