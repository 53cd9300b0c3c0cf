/** A file's place with a worker: first a slot, then, while it is being finished, none. */
export type Place = { leaveSlot(): void; leave(): void };

/** Room for files in work. */
export type Room = {
  /** Resolves when there is some, with true; with false once it is closed. */
  some(): Promise<boolean>;
  /** How many more files there is room for. */
  count(): number;
  take(): Place;
  close(): void;
};

/** @param slots Files worked on at the same time. @param most Files in hand, those included that have left their slot. */
export function openRoom(slots: number, most: number): Room {
  let inSlots = 0;
  let inHand = 0;
  let isClosed = false;
  let waiting: (() => void)[] = [];
  const count = (): number => Math.min(slots - inSlots, most - inHand);
  const tell = (): void => {
    if (!isClosed && count() < 1) return;
    const told = waiting;
    waiting = [];
    for (const wake of told) wake();
  };
  return {
    count,
    async some() {
      while (!isClosed && count() < 1) await new Promise<void>((resolve) => waiting.push(resolve));
      return !isClosed;
    },
    take() {
      let hasSlot = true;
      let isHere = true;
      inSlots += 1;
      inHand += 1;
      const leaveSlot = (): void => {
        if (!hasSlot) return;
        hasSlot = false;
        inSlots -= 1;
        tell();
      };
      return {
        leaveSlot,
        leave() {
          leaveSlot();
          if (!isHere) return;
          isHere = false;
          inHand -= 1;
          tell();
        },
      };
    },
    close() {
      isClosed = true;
      tell();
    },
  };
}
