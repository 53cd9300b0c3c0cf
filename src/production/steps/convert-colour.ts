import type { Step } from '../plan.ts';
import { coloursOf } from '../flow/flow.ts';
import { flowOf, type Context } from './context.ts';

/** Brings pixels from the colours of one profile into those of another. @source specification of production, §3
 *  @throws BROKEN_PROFILE, PROFILE_MISMATCH */
export async function convertColour(context: Context, step: Extract<Step, { kind: 'convertColour' }>): Promise<void> {
  const flow = flowOf(context);
  const { shape } = flow;
  const [from, to] = await Promise.all([context.profileBytes(step.from), context.profileBytes(step.to)]);
  const transform = await context.colours.openTransform({
    from: { profile: from, colour: shape.colour, bitsPerComponent: shape.bitsPerComponent },
    to: { profile: to, colour: step.colour, bitsPerComponent: step.bitsPerComponent },
  });
  flow.changes.push({
    open() {
      const Room = step.bitsPerComponent === 16 ? Uint16Array : Uint8Array;
      let room = new Room(0);
      return ({ colour, alpha }) => {
        const length = (colour.length / shape.colours) * coloursOf(step.colour);
        if (room.length < length) room = new Room(length);
        return { colour: transform.convert(colour, room), alpha };
      };
    },
    ms: 0,
    end: () => transform.close(),
  });
  flow.shape = { ...shape, colour: step.colour, colours: coloursOf(step.colour), bitsPerComponent: step.bitsPerComponent };
  context.profile = to;
}
