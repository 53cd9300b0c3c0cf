import { systemPropertySetTypes, type Property } from '#library';
import { readEncodingPreset } from '#production';
import { readRecipe } from '#sets';

/** What the sets of a type of the system must say, so that jobs can use them.
 *  @throws MISSING_PARAMETER, INVALID_PARAMETER @source specification of production, §10.1, §10.2, §11 */
export function checkProperties(typeId: number, properties: readonly Property[]): void {
  if (typeId === systemPropertySetTypes.autoSetScript) readRecipe(properties);
  if (typeId === systemPropertySetTypes.encodingPreset) readEncodingPreset(Object.fromEntries(properties.map(({ name, value }) => [name, value])), 'propertyArray');
}
