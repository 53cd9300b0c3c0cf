import { compose, type Affine } from '#formats';
import type { Size } from './types.ts';

/** Turns clockwise about the centre of a rectangle into the one around it. */
export type Turn = { readonly size: Size; readonly affine: Affine };

/** @param angleDeg Any angle; multiples of 90 are exact. @source delivery, §2.2 step 8 */
export function turn(size: Size, angleDeg: number): Turn {
  const { cos, sin } = directionOf(angleDeg);
  const { widthPx: width, heightPx: height } = size;
  const turned = {
    widthPx: Math.max(1, Math.ceil(Math.abs(width * cos) + Math.abs(height * sin) - 1e-6)),
    heightPx: Math.max(1, Math.ceil(Math.abs(width * sin) + Math.abs(height * cos) - 1e-6)),
  };
  return {
    size: turned,
    affine: compose(compose([1, 0, 0, 1, -width / 2, -height / 2], [cos, sin, -sin, cos, 0, 0]), [1, 0, 0, 1, turned.widthPx / 2, turned.heightPx / 2]),
  };
}

function directionOf(angleDeg: number): { readonly cos: number; readonly sin: number } {
  const angle = ((angleDeg % 360) + 360) % 360;
  const right = ([[1, 0], [0, 1], [-1, 0], [0, -1]] as const)[angle / 90];
  if (right) return { cos: right[0], sin: right[1] };
  return { cos: Math.cos((angle * Math.PI) / 180), sin: Math.sin((angle * Math.PI) / 180) };
}
