import { systemPropertySetTypes, type Property } from '#library';
import { readEncodingPreset } from '#production';

/** What the sets of a type of the system must say, so that jobs can use them.
 *  @throws MISSING_PARAMETER, INVALID_PARAMETER @source specification of production, §10.1, §10.2 */
export function checkProperties(typeId: number, properties: readonly Property[]): void {
  if (typeId !== systemPropertySetTypes.encodingPreset) return;
  readEncodingPreset(Object.fromEntries(properties.map(({ name, value }) => [name, value])), 'propertyArray');
}
