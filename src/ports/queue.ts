import type { Transaction } from './database.ts';

/** "Look at item 42." A lost or doubled ticket is harmless: the ledger decides. */
export type Ticket = { readonly itemId: number };

/** Takes tickets one at a time per slot until closed. */
export interface TicketWorker {
  /** Takes no further ticket and resolves when those in hand are done. */
  close(): Promise<void>;
}

export interface Queue {
  /** Enqueues inside `transaction` (nothing is sent if it rolls back), or at once without one. */
  send(tickets: readonly Ticket[], transaction?: Transaction): Promise<void>;
  /** @param slots Tickets handled at the same time, at least 1. A handler that throws gets the ticket again later. */
  work(slots: number, handle: (ticket: Ticket) => Promise<void>): Promise<TicketWorker>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
