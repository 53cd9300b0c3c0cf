export type { Drawing, FoundRecord, ImageRead, LayerRecipe, Recipe, Records, Scene, SceneLayer } from './types.ts';
export { decodePathElement } from './grammar/decode.ts';
export type { MergedRequest } from './grammar/merge.ts';
export {
  cacheCommandOf, mergeRequest, requestTypeOf, scriptNamesOf, sizeAndFormatOnly, textFormats, type MergeContext,
  type CacheCommand, type PictureKind, type RequestType, type TextFormat,
} from './request.ts';
export { modifierProblem, presetProblem, type Modifiers } from './modifier.ts';
export { quadOfEmbeddedPath } from './paths/embedded.ts';
export { builtInProfiles, publishedRef, readIcc, type ColourProfiles, type ProfileRef } from './colour/profiles.ts';
export { understand, understandAlone, type Understood } from './understand.ts';
export type { Fonts } from './text/fonts.ts';
export { makeRecipe } from './recipe.ts';
export { draw, render, type RenderPorts } from './render.ts';
export { openUnstoredView, type DrawUnstored, type UnstoredImage, type UnstoredView } from './unstored.ts';
export { fontInStyle, matchFont } from '#formats';
export { mimeOf } from './values/format.ts';
export { imageServingSettings, mergeImageServing, readImageServing, type ImageServing } from './settings.ts';
export { namedObjects } from './named-objects.ts';
export { imageVersion, realText, recordProperties, replyProperties, timeStamp, type Properties } from './properties.ts';
export { setToJson, setToXml, type SetElement } from './sets/set-element.ts';
export { buildSet, buildSingle, type SetSources, type SetText } from './sets/build-set.ts';
export { parseSetString, unwrapped, type SetItem, type SetNode } from './sets/set-string.ts';
export { setTypeOf, writeSetString, type SetType } from './sets/write-set.ts';
export { jsonCall, packText, propertiesText, type ScriptNames, type TextReply } from './property-text.ts';
export { badRequest, notAvailableYet } from './failures.ts';
export { isSilent, mapJson, mapXml, recordMap, shownMap } from './maps/map-text.ts';
export { actionAttributes } from './maps/areas.ts';
export { packetXml } from './packet-xml.ts';
