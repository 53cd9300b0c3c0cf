import type { ColourConversion } from '#ports';
import { narrowed, widened, type Kernel } from './kernel.ts';
import { componentsOf, type Sampler } from './library.ts';

/** From gray: a table with the result of every sample there is. */
export function grayKernel({ from, to }: ColourConversion, sampler: Sampler): Kernel {
  const table = narrowed(to, sampler.sample(widened(from)));
  const write = componentsOf[to.colour];
  if (write === 1) return (samples, into) => { for (let at = 0; at < samples.length; at++) into[at] = table[samples[at]!]!; };
  return (samples, into) => {
    for (let at = 0, put = 0; at < samples.length; at++) {
      const place = samples[at]! * write;
      for (let component = 0; component < write; component++) into[put++] = table[place + component]!;
    }
  };
}
