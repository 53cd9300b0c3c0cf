/** The last step of light or of a grid's scale that has an answer. */
export const lastStep: i32 = 65535;

/** Looks up the sample for a step, 0..65535, and puts it where a component of a pixel belongs. */
// @ts-ignore: decorator
@inline
export function answer<D>(out: usize, component: usize, answers: usize, step: i32): void {
  store<D>(out + component * sizeof<D>(), load<D>(answers + <usize>step * sizeof<D>()));
}
